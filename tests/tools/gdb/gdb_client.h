/* SPDX-License-Identifier: MIT
 *
 * A debugger of a few lines, for tests: one connection to a GDB remote server,
 * packets, registers by name as the server's target description has them.
 * Everything has a time limit; a server that does not keep it fails the test.
 */
#ifndef TESTS_TOOLS_GDB_GDB_CLIENT_H
#define TESTS_TOOLS_GDB_GDB_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CLIENT_LIMIT_MS = 60000,
    CLIENT_BODY = 1 << 15,
    CLIENT_XML = 1 << 16,
    CLIENT_REGISTERS = 64
};

struct client_register {
    char name[16];
    unsigned number;
    unsigned digits; /* hexadecimal digits of its value */
};

struct gdb_client {
    int fd; /* -1 = none */
    size_t at, length;
    uint8_t buffer[4096];
    char body[CLIENT_BODY]; /* of the last packet; a 0 is behind it */
    unsigned register_count;
    struct client_register registers[CLIENT_REGISTERS];
};

/* --- bytes --- */

/* Connects to HOST:PORT, with room for about ROOM unread bytes (0 = the
 * system's default). False: no server listens there. */
static inline bool client_open_with(struct gdb_client *client, const char *host,
                                    const char *port, int room)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
    int on = 1;
    *client = (struct gdb_client){.fd = -1};
    if (getaddrinfo(host, port, &hints, &list) != 0)
        return false;
    for (struct addrinfo *a = list; a && client->fd < 0; a = a->ai_next) {
        client->fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, 0);
        if (room)
            setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
        if (connect(client->fd, a->ai_addr, a->ai_addrlen) == 0)
            continue;
        close(client->fd);
        client->fd = -1;
    }
    freeaddrinfo(list);
    if (client->fd >= 0)
        setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return client->fd >= 0;
}

static inline bool client_open(struct gdb_client *client, const char *host,
                               const char *port)
{
    return client_open_with(client, host, port, 0);
}

static inline void client_close(struct gdb_client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
}

static inline void client_write(struct gdb_client *client, const void *bytes,
                                size_t count)
{
    const char *from = bytes;
    while (count) {
        ssize_t sent = send(client->fd, from, count, MSG_NOSIGNAL);
        if (sent <= 0)
            fail_msg("the server does not take what it is sent");
        from += sent;
        count -= (size_t)sent;
    }
}

/* The next byte; -1: none within that time, -2: the server has closed. */
static inline int client_byte(struct gdb_client *client, int milliseconds)
{
    if (client->at == client->length) {
        struct pollfd ready = {.fd = client->fd, .events = POLLIN};
        if (poll(&ready, 1, milliseconds) <= 0)
            return -1;
        ssize_t count =
            recv(client->fd, client->buffer, sizeof client->buffer, 0);
        if (count <= 0)
            return -2;
        client->at = 0;
        client->length = (size_t)count;
    }
    return client->buffer[client->at++];
}

static inline uint8_t client_need(struct gdb_client *client)
{
    int byte = client_byte(client, CLIENT_LIMIT_MS);
    if (byte < 0)
        fail_msg("%s", byte == -1 ? "the server does not answer"
                                  : "the server has closed the connection");
    return (uint8_t)byte;
}

/* --- packets, in no-ack mode --- */

static inline void client_send(struct gdb_client *client, const char *body)
{
    char packet[CLIENT_BODY + 8];
    unsigned sum = 0;
    for (const char *p = body; *p; p++)
        sum += (uint8_t)*p;
    int length = snprintf(packet, sizeof packet, "$%s#%02x", body, sum & 0xFF);
    assert_true(length > 0 && (size_t)length < sizeof packet);
    client_write(client, packet, (size_t)length);
}

/* A notification: OpenOCD sends some while it reads and writes memory. */
static inline void client_pass_over(struct gdb_client *client)
{
    while (client_need(client) != '#')
        continue;
    client_need(client);
    client_need(client);
}

/* The next packet, which goes to client->body unescaped. */
static inline const char *client_receive(struct gdb_client *client)
{
    size_t length = 0;
    uint8_t byte, sum = 0;
    while ((byte = client_need(client)) != '$')
        if (byte == '%')
            client_pass_over(client);
        else if (byte != '+')
            fail_msg("a packet was to come, not byte 0x%02X", byte);
    while ((byte = client_need(client)) != '#') {
        sum = (uint8_t)(sum + byte);
        if (byte == '}') {
            byte = client_need(client);
            sum = (uint8_t)(sum + byte);
            byte ^= 0x20;
        }
        assert_true(length < sizeof client->body - 1);
        client->body[length++] = (char)byte;
    }
    client->body[length] = 0;
    char given[3] = {(char)client_need(client), (char)client_need(client), 0};
    assert_int_equal(strtoul(given, NULL, 16), sum);
    return client->body;
}

static inline const char *client_ask(struct gdb_client *client,
                                     const char *body)
{
    client_send(client, body);
    return client_receive(client);
}

static inline void client_expect(struct gdb_client *client, const char *body,
                                 const char *want)
{
    const char *got = client_ask(client, body);
    if (strcmp(got, want) != 0)
        fail_msg("%.40s is answered by \"%.80s\", not by \"%.80s\"", body, got,
                 want);
}

/* Returns the next packet that is no console output, which OpenOCD sends at
 * each stop. */
static inline const char *client_answer(struct gdb_client *client)
{
    const char *answer = client_receive(client);
    while (answer[0] == 'O' && strcmp(answer, "OK") != 0)
        answer = client_receive(client);
    return answer;
}

/* `monitor LINE`; its output is not looked at. */
static inline void client_monitor(struct gdb_client *client, const char *line)
{
    char body[256] = "qRcmd,";
    for (size_t i = 0; line[i]; i++)
        sprintf(body + strlen(body), "%02x", (unsigned)line[i]);
    client_send(client, body);
    const char *answer = client_answer(client);
    if (answer[0] == 'E' || answer[0] == 0)
        fail_msg("monitor %s: \"%s\"", line, answer);
}

/* --- the target description --- */

static inline const char *client_attribute(const char *tag, const char *name,
                                           char *value, size_t size)
{
    const char *end = strchr(tag, '>');
    const char *at = strstr(tag, name);
    value[0] = 0;
    if (!at || !end || at > end)
        return NULL;
    at += strlen(name);
    snprintf(value, size, "%.*s", (int)strcspn(at, "\""), at);
    return value;
}

static inline void client_learn_registers(struct gdb_client *client,
                                          const char *xml)
{
    unsigned number = 0;
    char text[16];
    while ((xml = strstr(xml, "<reg ")) != NULL) {
        assert_true(client->register_count < CLIENT_REGISTERS);
        struct client_register *r =
            &client->registers[client->register_count++];
        assert_non_null(
            client_attribute(xml, " name=\"", r->name, sizeof r->name));
        if (client_attribute(xml, " regnum=\"", text, sizeof text))
            number = (unsigned)strtoul(text, NULL, 10);
        r->number = number++;
        assert_non_null(
            client_attribute(xml, " bitsize=\"", text, sizeof text));
        r->digits = ((unsigned)strtoul(text, NULL, 10) + 7) / 8 * 2;
        xml++;
    }
}

static inline void client_acknowledge(struct gdb_client *client)
{
    client_write(client, "+", 1);
}

/* Agrees on no acknowledgements and learns the registers. The answers up to
 * there are acknowledged, as gdb does. */
static inline void client_start(struct gdb_client *client)
{
    static char xml[CLIENT_XML];
    char body[64];
    size_t length = 0;
    client_ask(client, "qSupported:qXfer:features:read+;swbreak+;hwbreak+");
    client_acknowledge(client);
    client_expect(client, "QStartNoAckMode", "OK");
    client_acknowledge(client);
    do {
        snprintf(body, sizeof body, "qXfer:features:read:target.xml:%zx,7fe",
                 length);
        client_ask(client, body);
        length += (size_t)snprintf(xml + length, sizeof xml - length, "%s",
                                   client->body + 1);
        assert_true(length < sizeof xml);
    } while (client->body[0] == 'm');
    assert_int_equal(client->body[0], 'l');
    client_learn_registers(client, xml);
}

/* --- registers and memory --- */

static inline const struct client_register *
client_register(const struct gdb_client *client, const char *name)
{
    for (unsigned i = 0; i < client->register_count; i++)
        if (strcasecmp(client->registers[i].name, name) == 0)
            return &client->registers[i];
    fail_msg("the server has no register %s", name);
    return NULL;
}

/* Bytes of digits, the lowest first. */
static inline uint32_t client_value(const char *text, unsigned digits)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < digits / 2; i++) {
        unsigned byte;
        assert_int_equal(sscanf(text + 2 * i, "%2x", &byte), 1);
        value |= (uint32_t)byte << 8 * i;
    }
    return value;
}

static inline uint32_t client_get(struct gdb_client *client, const char *name)
{
    const struct client_register *r = client_register(client, name);
    char body[16];
    snprintf(body, sizeof body, "p%x", r->number);
    const char *answer = client_ask(client, body);
    if (strlen(answer) != r->digits || answer[0] == 'x')
        fail_msg("%s is answered by \"%.40s\"", name, answer);
    return client_value(answer, r->digits);
}

static inline void client_put(struct gdb_client *client, const char *name,
                              uint32_t value)
{
    const struct client_register *r = client_register(client, name);
    char body[32];
    int length = snprintf(body, sizeof body, "P%x=", r->number);
    for (unsigned i = 0; i < r->digits / 2; i++)
        length += snprintf(body + length, sizeof body - (size_t)length, "%02x",
                           (unsigned)(value >> 8 * i & 0xFF));
    client_expect(client, body, "OK");
}

static inline void client_write_memory(struct gdb_client *client,
                                       uint32_t address, const void *bytes,
                                       size_t count)
{
    static char body[CLIENT_BODY];
    const uint8_t *from = bytes;
    int length =
        snprintf(body, sizeof body, "M%x,%zx:", (unsigned)address, count);
    assert_true(count < sizeof body / 2 - 32);
    for (size_t i = 0; i < count; i++)
        length += snprintf(body + length, 3, "%02x", from[i]);
    client_expect(client, body, "OK");
}

static inline void client_read_memory(struct gdb_client *client,
                                      uint32_t address, void *bytes,
                                      size_t count)
{
    char body[32];
    uint8_t *to = bytes;
    snprintf(body, sizeof body, "m%x,%zx", (unsigned)address, count);
    const char *answer = client_ask(client, body);
    if (strlen(answer) != 2 * count)
        fail_msg("%s is answered by \"%.40s\"", body, answer);
    for (size_t i = 0; i < count; i++)
        to[i] = (uint8_t)client_value(answer + 2 * i, 2);
}

#endif
