/* SPDX-License-Identifier: MIT
 *
 * A serial line behind a Telnet connection that carries speed, parity, DTR and
 * RTS: RFC 2217 (COM-PORT-OPTION), RFC 854 (Telnet), RFC 856 (binary).
 * Not done: flow control, and what the server reports of its modem lines.
 */
#include "tools/host/port.h"

#include <stdlib.h>
#include <string.h>

#include "bench/refuse.h"
#include "tools/host/rfc2217.h"
#include "tools/host/telnet.h"

enum { ANSWER_LIMIT_US = 3000000 };

struct port_telnet {
    struct telnet telnet;
    bool accepted;           /* the server has COM-PORT-OPTION */
    unsigned awaited;        /* the answer that is awaited, 0 = none */
    uint32_t answer;         /* its value */
    uint8_t held[PORT_HELD]; /* received, not yet read */
    unsigned held_size;
};

/* --- what is sent --- */

static bool offer(struct port *port, uint8_t verb, uint8_t option)
{
    uint8_t bytes[TELNET_ANSWER];
    telnet_offer(&port->telnet->telnet, verb, option, bytes);
    return port_write_fd(port, bytes, sizeof bytes);
}

static bool escaped_write(struct port *port, const uint8_t *bytes, size_t size)
{
    uint8_t escaped[512];
    while (size) {
        size_t taken;
        size_t count =
            telnet_escape(bytes, size, escaped, sizeof escaped, &taken);
        if (!port_write_fd(port, escaped, count))
            return false;
        bytes += taken;
        size -= taken;
    }
    return true;
}

/* --- what is received --- */

static void negotiate(struct port *port)
{
    struct port_telnet *own = port->telnet;
    const struct telnet *telnet = &own->telnet;
    uint8_t bytes[TELNET_ANSWER];
    if (telnet->option == TELNET_COM_PORT &&
        (telnet->verb == TELNET_DO || telnet->verb == TELNET_WILL))
        own->accepted = true;
    size_t count = telnet_answer(&own->telnet, bytes);
    if (count)
        port_write_fd(port, bytes, count);
}

static void end_suboption(struct port_telnet *own)
{
    const struct telnet *telnet = &own->telnet;
    if (telnet->sub_size < 3 || telnet->sub[0] != TELNET_COM_PORT ||
        telnet->sub[1] != own->awaited)
        return;
    own->answer = 0;
    for (unsigned i = 2; i < telnet->sub_size; i++)
        own->answer = own->answer << 8 | telnet->sub[i];
    own->awaited = 0;
}

static void take(struct port *port, uint8_t byte)
{
    struct port_telnet *own = port->telnet;
    switch (telnet_take(&own->telnet, byte)) {
    case TELNET_NOTHING: return;
    case TELNET_BYTE:
        if (own->held_size < sizeof own->held)
            own->held[own->held_size++] = byte;
        return;
    case TELNET_ASKED: negotiate(port); return;
    case TELNET_SUB_COMPLETE: end_suboption(own); return;
    }
}

/* Returns false when the connection has ended. */
static bool receive(struct port *port, uint64_t limit_us)
{
    uint8_t bytes[256];
    unsigned room = sizeof port->telnet->held - port->telnet->held_size;
    size_t size = room < sizeof bytes ? room : sizeof bytes;
    int count = port_read_fd(port, bytes, size, limit_us);
    for (int i = 0; i < count; i++)
        take(port, bytes[i]);
    return count >= 0;
}

static int rfc2217_read(struct port *port, uint8_t *bytes, size_t size,
                        uint64_t limit_us)
{
    struct port_telnet *telnet = port->telnet;
    uint64_t end_us = port_now_us() + limit_us;
    while (!telnet->held_size) {
        uint64_t now = port_now_us();
        if (!receive(port, end_us > now ? end_us - now : 0))
            return -1;
        if (port_now_us() >= end_us)
            break;
    }
    size_t count = telnet->held_size < size ? telnet->held_size : size;
    memcpy(bytes, telnet->held, count);
    telnet->held_size -= (unsigned)count;
    memmove(telnet->held, telnet->held + count, telnet->held_size);
    return (int)count;
}

/* --- settings --- */

/* Sends a command with SIZE bytes of value and waits for the server's answer,
 * which contains the value that it has set. */
static bool set(struct port *port, uint8_t command, uint32_t value,
                unsigned size)
{
    struct port_telnet *own = port->telnet;
    static const uint8_t end[] = {TELNET_IAC, TELNET_SE};
    uint8_t head[] = {TELNET_IAC, TELNET_SB, TELNET_COM_PORT, command};
    uint8_t bytes[4];
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> 8 * (size - 1 - i));
    own->awaited = command + (unsigned)RFC2217_ANSWER;
    if (!port_write_fd(port, head, sizeof head) ||
        !escaped_write(port, bytes, size) ||
        !port_write_fd(port, end, sizeof end))
        return false;
    uint64_t end_us = port_now_us() + ANSWER_LIMIT_US;
    while (own->awaited)
        if (!receive(port, 100000) || port_now_us() > end_us)
            return false;
    return own->answer == value;
}

static bool set_line(struct port *port, uint32_t baud, enum port_parity parity)
{
    return set(port, RFC2217_SET_BAUDRATE, baud, 4) &&
           set(port, RFC2217_SET_DATASIZE, 8, 1) &&
           set(port, RFC2217_SET_PARITY,
               parity == PORT_PARITY_EVEN ? RFC2217_PARITY_EVEN
                                          : RFC2217_PARITY_NONE,
               1) &&
           set(port, RFC2217_SET_STOPSIZE, 1, 1) &&
           set(port, RFC2217_SET_CONTROL, RFC2217_NO_FLOW, 1);
}

static bool set_signals(struct port *port, bool dtr, bool rts)
{
    return set(port, RFC2217_SET_CONTROL,
               rts ? RFC2217_RTS_ON : RFC2217_RTS_OFF, 1) &&
           set(port, RFC2217_SET_CONTROL,
               dtr ? RFC2217_DTR_ON : RFC2217_DTR_OFF, 1);
}

/* --- the connection --- */

static bool greet(struct port *port)
{
    uint64_t end_us = port_now_us() + ANSWER_LIMIT_US;
    offer(port, TELNET_WILL, TELNET_COM_PORT);
    offer(port, TELNET_WILL, TELNET_BINARY);
    offer(port, TELNET_DO, TELNET_BINARY);
    offer(port, TELNET_WILL, TELNET_SUPPRESS_GO_AHEAD);
    offer(port, TELNET_DO, TELNET_SUPPRESS_GO_AHEAD);
    while (!port->telnet->accepted)
        if (!receive(port, 100000) || port_now_us() > end_us)
            return false;
    return true;
}

static bool rfc2217_open(struct port *port, const char *place, char *error)
{
    if (!port_connect(port, place, error))
        return false;
    port->telnet = calloc(1, sizeof *port->telnet);
    if (!port->telnet)
        return refuse_memory(error, PORT_ERROR_SIZE, port->name);
    return greet(port) ||
           refuse(error, PORT_ERROR_SIZE,
                  "%s: the server does not answer as RFC 2217 says; one that "
                  "carries bytes only is tcp:%s",
                  path_tail(port->name), place);
}

static void rfc2217_close(struct port *port)
{
    free(port->telnet);
    port->telnet = NULL;
    port_close_fd(port);
}

const struct port_kind port_rfc2217 = {
    .open = rfc2217_open,
    .close = rfc2217_close,
    .read = rfc2217_read,
    .write = escaped_write,
    .set_line = set_line,
    .set_signals = set_signals,
};
