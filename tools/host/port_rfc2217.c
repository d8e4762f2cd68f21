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
#include "tools/host/rfc2217_client.h"

enum { ANSWER_LIMIT_US = 3000000 };

struct port_telnet {
    struct rfc2217_client client;
    uint8_t held[PORT_HELD]; /* received, not yet read */
    unsigned held_size;
};

/* --- bytes --- */

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

static void take(struct port *port, uint8_t byte)
{
    struct port_telnet *own = port->telnet;
    uint8_t answer[TELNET_ANSWER];
    size_t count;
    bool data = rfc2217_client_take(&own->client, byte, answer, &count);
    if (data && own->held_size < sizeof own->held)
        own->held[own->held_size++] = byte;
    if (count)
        port_write_fd(port, answer, count);
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
    struct rfc2217_client *client = &port->telnet->client;
    uint8_t bytes[RFC2217_COMMAND];
    size_t used = rfc2217_client_command(client, command, value, size, bytes);
    if (!port_write_fd(port, bytes, used))
        return false;
    uint64_t end_us = port_now_us() + ANSWER_LIMIT_US;
    while (client->awaited)
        if (!receive(port, 100000) || port_now_us() > end_us)
            return false;
    return client->answer == value;
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
    uint8_t greeting[RFC2217_GREETING];
    uint64_t end_us = port_now_us() + ANSWER_LIMIT_US;
    rfc2217_client_greet(&port->telnet->client, greeting);
    if (!port_write_fd(port, greeting, sizeof greeting))
        return false;
    while (!port->telnet->client.accepted)
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
