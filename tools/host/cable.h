/* SPDX-License-Identifier: MIT
 *
 * The cable between a USART of the chip and a client: a program on a pty, or
 * the terminal. It moves bytes between file descriptors and the chip's serial
 * line; the speed that a pty's client sets becomes the speed of the line.
 */
#ifndef TOOLS_HOST_CABLE_H
#define TOOLS_HOST_CABLE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/machine.h"
#include "tools/host/pty.h"

enum {
    CABLE_SPEED_MIN = 1200, /* baud: what serial_open() takes */
    CABLE_SPEED_MAX = 1000000,
    CABLE_BUFFER = 4096
};

struct cable {
    unsigned usart;        /* USART_1, USART_2 */
    const struct pty *pty; /* sets the speed; NULL = not a pty */
    int in, out;           /* -1 = at its end, closed by the reader */
    uint32_t baud;         /* of the line now */
    uint32_t refused;      /* the last speed asked for that is out of range */
    uint64_t active_ps;    /* virtual time of the last byte, either way */
    uint64_t worked_ps;    /* virtual time at which the chip's NVM was seen busy
                              last; 0 = never */
    uint64_t looked_ps;    /* virtual time of the last look at the speed */
    bool answered;         /* that byte came from the chip */
    unsigned waits;        /* of the host for the client, in vain, in a row */
    uint8_t waiting[CABLE_BUFFER]; /* from the chip, not yet taken by `out` */
    size_t waiting_count;
    uint64_t dropped; /* bytes from the chip that the client read too late */
};

/* Connects the cable to the board's USART; the line runs at BAUD until a client
 * sets another speed. PTY is open and outlives the cable. */
void cable_to_pty(struct cable *cable, struct machine *machine, unsigned usart,
                  const struct pty *pty, uint32_t baud);
void cable_to_stdio(struct cable *cable, struct machine *machine,
                    unsigned usart, uint32_t baud);

/* Moves all bytes that can be moved now, both ways; never waits. Copies the
 * bytes from the chip to HEARD (CABLE_BUFFER bytes; NULL = no copy) and returns
 * their number. */
size_t cable_exchange(struct cable *cable, struct machine *machine,
                      uint8_t *heard);

/* True: the chip is sending to a client, or has not been silent for a frame
 * since. The client gets the bytes together, when the chip has ended. */
bool cable_hears(const struct cable *cable, const struct machine *machine);

/* True: the line carries bytes, or carried some a moment ago, or the chip is
 * busy with its flash. Then the client waits for the chip, and not the chip for
 * the client. */
bool cable_busy(const struct cable *cable, const struct machine *machine);

/* True: the chip has answered, and is silent. The client is expected to read
 * the answer and to send something at once, for which the host should wait; no
 * more often than cable_waited() is called in vain. */
bool cable_expects(const struct cable *cable, const struct machine *machine);
void cable_waited(struct cable *cable);

/* Returns the virtual time that the bytes queued for the chip take, ps. What
 * the client sends meanwhile goes behind them. */
uint64_t cable_queued_ps(const struct cable *cable,
                         const struct machine *machine);

/* Returns the descriptor to poll(2) while the chip has nothing to do. */
struct pollfd cable_poll(const struct cable *cable,
                         const struct machine *machine);

#endif
