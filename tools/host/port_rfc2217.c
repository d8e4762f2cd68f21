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

/* RFC 854 */
enum { SE = 240, SB = 250, WILL, WONT, DO, DONT, IAC };

/* RFC 856, RFC 858, RFC 2217 */
enum { BINARY = 0, SUPPRESS_GO_AHEAD = 3, COM_PORT = 44 };

/* RFC 2217 section 3; the server answers with ANSWER more. */
enum {
    SET_BAUDRATE = 1,
    SET_DATASIZE,
    SET_PARITY, /* 1 = none, 3 = even */
    SET_STOPSIZE,
    SET_CONTROL,
    ANSWER = 100,
    NO_FLOW_CONTROL = 1,
    DTR_ON = 8, /* and off, 9 */
    RTS_ON = 11 /* and off, 12 */
};

enum { ANSWER_LIMIT_US = 3000000, SUBOPTION = 16 };

struct port_telnet {
    enum { DATA, AFTER_IAC, OPTION, SUB, SUB_IAC } state;
    uint8_t verb;               /* of the option that comes next */
    bool will[256], wants[256]; /* what was offered and asked for */
    bool accepted;              /* the server has COM-PORT-OPTION */
    uint8_t sub[SUBOPTION];     /* of a suboption, its first bytes */
    unsigned sub_size;
    unsigned awaited;        /* the answer that is awaited, 0 = none */
    uint32_t answer;         /* its value */
    uint8_t held[PORT_HELD]; /* received, not yet read */
    unsigned held_size;
};

/* --- what is sent --- */

static bool offer(struct port *port, uint8_t verb, uint8_t option)
{
    const uint8_t bytes[] = {IAC, verb, option};
    if (verb == WILL)
        port->telnet->will[option] = true;
    if (verb == DO)
        port->telnet->wants[option] = true;
    return port_write_fd(port, bytes, sizeof bytes);
}

static bool is_used(uint8_t option)
{
    return option == BINARY || option == SUPPRESS_GO_AHEAD ||
           option == COM_PORT;
}

/* An answer to what was offered is not answered again, or it would never
 * end. */
static void negotiate(struct port *port, uint8_t verb, uint8_t option)
{
    struct port_telnet *telnet = port->telnet;
    if (option == COM_PORT && (verb == DO || verb == WILL))
        telnet->accepted = true;
    if (verb == DO && !(is_used(option) && telnet->will[option]))
        offer(port, is_used(option) ? WILL : WONT, option);
    if (verb == WILL && !(is_used(option) && telnet->wants[option]))
        offer(port, is_used(option) ? DO : DONT, option);
}

static bool telnet_write(struct port *port, const uint8_t *bytes, size_t size)
{
    static const uint8_t doubled[] = {IAC, IAC};
    while (size) {
        const uint8_t *iac = memchr(bytes, IAC, size);
        size_t plain = iac ? (size_t)(iac - bytes) : size;
        if (!port_write_fd(port, bytes, plain) ||
            (iac && !port_write_fd(port, doubled, sizeof doubled)))
            return false;
        bytes += plain + (iac != NULL);
        size -= plain + (iac != NULL);
    }
    return true;
}

/* --- what is received --- */

static void end_suboption(struct port_telnet *telnet)
{
    if (telnet->sub_size < 3 || telnet->sub[0] != COM_PORT ||
        telnet->sub[1] != telnet->awaited)
        return;
    telnet->answer = 0;
    for (unsigned i = 2; i < telnet->sub_size; i++)
        telnet->answer = telnet->answer << 8 | telnet->sub[i];
    telnet->awaited = 0;
}

static void keep(struct port_telnet *telnet, uint8_t byte)
{
    if (telnet->held_size < sizeof telnet->held)
        telnet->held[telnet->held_size++] = byte;
}

static void keep_sub(struct port_telnet *telnet, uint8_t byte)
{
    if (telnet->sub_size < sizeof telnet->sub)
        telnet->sub[telnet->sub_size++] = byte;
}

static void after_iac(struct port_telnet *telnet, uint8_t byte)
{
    telnet->state = DATA;
    if (byte == IAC)
        keep(telnet, byte);
    if (byte >= WILL && byte <= DONT) {
        telnet->verb = byte;
        telnet->state = OPTION;
    }
    if (byte == SB) {
        telnet->sub_size = 0;
        telnet->state = SUB;
    }
}

static void take(struct port *port, uint8_t byte)
{
    struct port_telnet *telnet = port->telnet;
    switch (telnet->state) {
    case DATA:
        if (byte == IAC)
            telnet->state = AFTER_IAC;
        else
            keep(telnet, byte);
        return;
    case AFTER_IAC: after_iac(telnet, byte); return;
    case OPTION:
        telnet->state = DATA;
        negotiate(port, telnet->verb, byte);
        return;
    case SUB:
        if (byte == IAC)
            telnet->state = SUB_IAC;
        else
            keep_sub(telnet, byte);
        return;
    case SUB_IAC:
        telnet->state = byte == SE ? DATA : SUB;
        if (byte == SE)
            end_suboption(telnet);
        else
            keep_sub(telnet, byte);
        return;
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

static int telnet_read(struct port *port, uint8_t *bytes, size_t size,
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
    struct port_telnet *telnet = port->telnet;
    static const uint8_t end[] = {IAC, SE};
    uint8_t head[] = {IAC, SB, COM_PORT, command}, bytes[4];
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> 8 * (size - 1 - i));
    telnet->awaited = command + (unsigned)ANSWER;
    if (!port_write_fd(port, head, sizeof head) ||
        !telnet_write(port, bytes, size) ||
        !port_write_fd(port, end, sizeof end))
        return false;
    uint64_t end_us = port_now_us() + ANSWER_LIMIT_US;
    while (telnet->awaited)
        if (!receive(port, 100000) || port_now_us() > end_us)
            return false;
    return telnet->answer == value;
}

static bool set_line(struct port *port, uint32_t baud, enum port_parity parity)
{
    return set(port, SET_BAUDRATE, baud, 4) && set(port, SET_DATASIZE, 8, 1) &&
           set(port, SET_PARITY, parity == PORT_PARITY_EVEN ? 3 : 1, 1) &&
           set(port, SET_STOPSIZE, 1, 1) &&
           set(port, SET_CONTROL, NO_FLOW_CONTROL, 1);
}

static bool set_signals(struct port *port, bool dtr, bool rts)
{
    return set(port, SET_CONTROL, rts ? RTS_ON : RTS_ON + 1, 1) &&
           set(port, SET_CONTROL, dtr ? DTR_ON : DTR_ON + 1, 1);
}

/* --- the connection --- */

static bool greet(struct port *port)
{
    uint64_t end_us = port_now_us() + ANSWER_LIMIT_US;
    offer(port, WILL, COM_PORT);
    offer(port, WILL, BINARY);
    offer(port, DO, BINARY);
    offer(port, WILL, SUPPRESS_GO_AHEAD);
    offer(port, DO, SUPPRESS_GO_AHEAD);
    while (!port->telnet->accepted)
        if (!receive(port, 100000) || port_now_us() > end_us)
            return false;
    return true;
}

static bool telnet_open(struct port *port, const char *place, char *error)
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

static void telnet_close(struct port *port)
{
    free(port->telnet);
    port->telnet = NULL;
    port_close_fd(port);
}

const struct port_kind port_rfc2217 = {
    .open = telnet_open,
    .close = telnet_close,
    .read = telnet_read,
    .write = telnet_write,
    .set_line = set_line,
    .set_signals = set_signals,
};
