/* SPDX-License-Identifier: MIT
 *
 * A port of the host behind which a real or virtual part hangs on a serial
 * line: a serial device, a pseudo-terminal, a TCP connection to a line, or one
 * that carries the line's settings too (RFC 2217). Each kind is a file of its
 * own, port_serial.c, port_pty.c, port_tcp.c, port_rfc2217.c. USB is not a
 * line: port_usb.h.
 */
#ifndef TOOLS_HOST_PORT_H
#define TOOLS_HOST_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/host/port_lock.h"

enum {
    PORT_ERROR_SIZE = 512, /* for every error text */
    PORT_NAME = 256,       /* longest name of a port */
    PORT_HELD = 4096       /* bytes that are kept until they are read */
};

enum port_parity { PORT_PARITY_NONE, PORT_PARITY_EVEN };

struct port;

/* What a kind of port does. NULL = it cannot, or need not. */
struct port_kind {
    /* PLACE is the name without its prefix. False: ERROR is one line. */
    bool (*open)(struct port *port, const char *place, char *error);
    void (*close)(struct port *port);
    bool (*write)(struct port *port, const uint8_t *bytes, size_t size);
    /* Waits LIMIT_US at most for the first byte. Returns how many came; -1 =
     * the port is gone. */
    int (*read)(struct port *port, uint8_t *bytes, size_t size,
                uint64_t limit_us);
    /* 8 data bits, 1 stop bit. */
    bool (*set_line)(struct port *port, uint32_t baud, enum port_parity parity);
    bool (*set_signals)(struct port *port, bool dtr, bool rts);
};

struct port {
    const struct port_kind *kind; /* NULL = not open */
    char name[PORT_NAME];         /* as given, for messages */
    struct port_lock lock;
    int fd;           /* -1 = none */
    void *library;    /* port_serial.c: libserialport's */
    uint32_t baud;    /* as set; 0 = unknown */
    uint64_t sent_us; /* when the last byte has left, by the speed; 0 = none was
                         sent */
    struct port_telnet *telnet; /* port_rfc2217.c */
};

/* Opens NAME for this program alone. False: ERROR (PORT_ERROR_SIZE bytes) is
 * one line that says what was wrong and what to do. */
bool port_open(struct port *port, const char *name, char *error);

/* Does nothing to a port that is not open. */
void port_close(struct port *port);

/* Sends SIZE bytes, all of them. False: the port is gone. */
bool port_write(struct port *port, const void *bytes, size_t size);

/* Returns the number of bytes that came within LIMIT_US, SIZE at most, and as
 * soon as there is one; 0 = none, or a signal; -1 = the port is gone. */
int port_read(struct port *port, void *bytes, size_t size, uint64_t limit_us);

/* Sets speed and parity. False: the port refuses them. */
bool port_set_line(struct port *port, uint32_t baud, enum port_parity parity);

/* Asserts (true) or releases the modem lines. False: the port has none. */
bool port_set_signals(struct port *port, bool dtr, bool rts);

/* Waits until what was written has left, by the speed of the line. */
void port_drain(struct port *port);

/* Throws away what has come, until nothing comes for QUIET_US. */
void port_discard(struct port *port, uint64_t quiet_us);

/* True: this kind of port carries speed and parity to the line. */
bool port_has_speed(const struct port *port);

/* Returns the time of a clock that never goes back, us; sleeps. A signal ends
 * the sleep. */
uint64_t port_now_us(void);
void port_sleep_us(uint64_t us);

extern const struct port_kind port_serial, port_pty, port_tcp, port_rfc2217;

/* --- for the kinds --- */

/* Fills ERROR with the reason that a device at PATH cannot be opened. */
bool port_refuse(const char *path, int why, char *error);

/* Reads and writes port->fd. */
int port_read_fd(struct port *port, uint8_t *bytes, size_t size,
                 uint64_t limit_us);
bool port_write_fd(struct port *port, const uint8_t *bytes, size_t size);
void port_close_fd(struct port *port);

/* Connects port->fd to PLACE: HOST:PORT, or PORT on this machine. */
bool port_connect(struct port *port, const char *place, char *error);

#endif
