/* SPDX-License-Identifier: MIT
 *
 * For tests of the USB/IP server: a board with tests/firmware/usb-echo.c, the
 * server, and clients that speak the protocol byte by byte. All run in turns in
 * one process.
 */
#ifndef TESTS_TOOLS_HOST_USBIP_DESK_H
#define TESTS_TOOLS_HOST_USBIP_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/image_file.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "bench/stm32l0/readings.h"
#include "tools/host/usbip.h"

enum {
    DESK_SLICE_US = 250,
    DESK_LIMIT_MS = 3000,
    DESK_REPLIES = 512, /* to as many commands, with data of */
    DESK_DATA = 2048
};

struct client_reply {
    bool in, came;
    uint32_t kind; /* 3 RET_SUBMIT, 4 RET_UNLINK */
    int32_t status;
    uint32_t actual;
    uint8_t data[DESK_DATA];
};

static struct {
    struct machine machine;
    struct decoder decoder;
    struct image image;
    struct part part;
    struct usbip usbip;
    uint32_t sequence; /* of the last command */
    struct client_reply replies[DESK_REPLIES];
} desk;

/* --- the board --- */

/* Nobody serves the clients meanwhile. */
static inline void desk_run(uint64_t ps)
{
    struct machine_event event;
    uint64_t end = machine_ps(&desk.machine) + ps;
    do
        machine_run(&desk.machine, end, &event);
    while (event.kind != MACHINE_TIME);
}

static inline void desk_turn(void)
{
    usbip_serve(&desk.usbip);
    desk_run(DESK_SLICE_US * PS_PER_US);
}

static inline void desk_pass(unsigned milliseconds)
{
    uint64_t end = machine_ps(&desk.machine) + milliseconds * PS_PER_MS;
    while (machine_ps(&desk.machine) < end)
        desk_turn();
    usbip_serve(&desk.usbip);
}

static inline void desk_start(enum rom_version rom, bool boot0)
{
    char error[IMAGE_ERROR_SIZE];
    desk.sequence = 0;
    memset(desk.replies, 0, sizeof desk.replies);
    assert_true(
        image_load(BOOT0_IMAGE_DIR "/usb-echo.elf", &desk.image, error));
    assert_true(part_find("stm32l073rz", &desk.part));
    machine_start(&desk.machine, &(struct machine_setup){
                                     .part = &desk.part,
                                     .image = &desk.image,
                                     .rom = rom,
                                     .boot0 = boot0,
                                     .decoder = &desk.decoder,
                                     .wdg_sw = 1,
                                 });
    assert_true(
        usbip_open(&desk.usbip, 0, &desk.machine, NULL, error, sizeof error));
}

/* The device of the application. */
static inline int desk_open(void **state)
{
    (void)state;
    desk_start(ROM_V4_1, false);
    return 0;
}

static inline int desk_close(void **state)
{
    (void)state;
    usbip_close(&desk.usbip);
    image_free(&desk.image);
    return 0;
}

/* --- bytes of a client --- */

static inline int client_connect(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)desk.usbip.listener.port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int client = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    assert_true(client >= 0);
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    assert_int_equal(
        connect(client, (const struct sockaddr *)&address, sizeof address), 0);
    return client;
}

/* Returns how many bytes came, or 0 at the end of the connection. */
static inline ssize_t client_read(int client, void *bytes, size_t size)
{
    for (uint64_t end = machine_ps(&desk.machine) + DESK_LIMIT_MS * PS_PER_MS;
         machine_ps(&desk.machine) < end;) {
        ssize_t count = recv(client, bytes, size, MSG_DONTWAIT);
        if (count >= 0)
            return count;
        if (errno == ECONNRESET)
            return 0;
        assert_int_equal(errno, EAGAIN);
        desk_turn();
    }
    fail_msg("no answer within %d ms", DESK_LIMIT_MS);
    return 0;
}

static inline void client_take(int client, void *bytes, size_t size)
{
    uint8_t *to = bytes;
    while (size) {
        ssize_t count = client_read(client, to, size);
        assert_true(count > 0);
        to += count;
        size -= (size_t)count;
    }
}

/* The server ends the connection without another byte. */
static inline void client_expect_end(int client)
{
    uint8_t byte;
    assert_int_equal(client_read(client, &byte, 1), 0);
    close(client);
}

static inline void client_send(int client, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;
    while (size) {
        ssize_t count = send(client, from, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count < 0) {
            assert_int_equal(errno, EAGAIN);
            desk_turn();
            continue;
        }
        from += count;
        size -= (size_t)count;
    }
}

/* --- messages --- */

static inline void client_request(int client, unsigned code, const char *busid)
{
    uint8_t bytes[USBIP_IMPORT_SIZE] = {0x01, 0x11, 0x80, (uint8_t)code};
    if (busid)
        strncpy((char *)bytes + USBIP_REQUEST_SIZE, busid, USBIP_BUSID_SIZE);
    client_send(client, bytes,
                busid ? sizeof bytes : (size_t)USBIP_REQUEST_SIZE);
}

/* Returns the result of an import; the device's product id is in *PRODUCT. */
static inline unsigned client_import(int client, unsigned *product)
{
    uint8_t head[USBIP_REQUEST_SIZE], device[USBIP_DEVICE_SIZE];
    client_request(client, USBIP_IMPORT, USBIP_BUSID);
    client_take(client, head, sizeof head);
    assert_memory_equal(head, "\x01\x11\x00\x03\x00\x00\x00", 7);
    if (head[7])
        return head[7];
    client_take(client, device, sizeof device);
    assert_string_equal((const char *)device + 256, USBIP_BUSID);
    if (product)
        *product = (unsigned)device[302] << 8 | device[303];
    return 0;
}

static inline int client_attach(void)
{
    int client = client_connect();
    assert_int_equal(client_import(client, NULL), 0);
    return client;
}

struct client_submit {
    unsigned endpoint;
    bool in;
    uint32_t length, flags;
    const void *out;
    uint8_t setup[8];
};

/* Returns the sequence number. */
static inline uint32_t client_submit(int client, struct client_submit submit)
{
    uint8_t bytes[USBIP_COMMAND_SIZE] = {0};
    usbip_wire_put(bytes, 4, USBIP_SUBMIT);
    usbip_wire_put(bytes + 4, 4, ++desk.sequence);
    usbip_wire_put(bytes + 8, 4, USBIP_DEVICE_ID);
    usbip_wire_put(bytes + 12, 4, submit.in);
    usbip_wire_put(bytes + 16, 4, submit.endpoint);
    usbip_wire_put(bytes + 20, 4, submit.flags);
    usbip_wire_put(bytes + 24, 4, submit.length);
    memcpy(bytes + 40, submit.setup, sizeof submit.setup);
    assert_in_range(desk.sequence, 1, DESK_REPLIES - 1);
    desk.replies[desk.sequence].in = submit.in;
    client_send(client, bytes, sizeof bytes);
    if (!submit.in)
        client_send(client, submit.out, submit.length);
    return desk.sequence;
}

static inline uint32_t client_word(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

static inline void client_take_reply(int client)
{
    uint8_t bytes[USBIP_COMMAND_SIZE];
    client_take(client, bytes, sizeof bytes);
    uint32_t sequence = client_word(bytes + 4);
    assert_in_range(sequence, 1, DESK_REPLIES - 1);
    struct client_reply *reply = &desk.replies[sequence];
    assert_false(reply->came);
    reply->came = true;
    reply->kind = client_word(bytes);
    reply->status = (int32_t)client_word(bytes + 20);
    reply->actual = client_word(bytes + 24);
    assert_in_range(reply->actual, 0, reply->in ? DESK_DATA : UINT32_MAX);
    if (reply->in)
        client_take(client, reply->data, reply->actual);
}

/* Waits for the reply to a command; those to others may come before. */
static inline const struct client_reply *client_reply(int client,
                                                      uint32_t sequence)
{
    while (!desk.replies[sequence].came)
        client_take_reply(client);
    return &desk.replies[sequence];
}

/* A control transfer, to its end; returns its status. DATA gets what came in.
 */
static inline int32_t client_control(int client, uint8_t type, uint8_t request,
                                     uint16_t value, uint16_t length,
                                     void *data)
{
    struct client_submit submit = {
        .in = type & 0x80,
        .length = length,
        .out = data,
        .setup = {type, request, (uint8_t)value, (uint8_t)(value >> 8), 0, 0,
                  (uint8_t)length, (uint8_t)(length >> 8)},
    };
    const struct client_reply *reply =
        client_reply(client, client_submit(client, submit));
    assert_int_equal(reply->kind, 3);
    if (submit.in && data)
        memcpy(data, reply->data, reply->actual);
    return reply->status;
}

/* Attaches, and sets the configuration. */
static inline int client_configure(void)
{
    int client = client_attach();
    assert_int_equal(client_control(client, 0, 9, 1, 0, NULL), 0);
    return client;
}

static inline void client_unlink(int client, uint32_t sequence)
{
    uint8_t bytes[USBIP_COMMAND_SIZE] = {0};
    usbip_wire_put(bytes, 4, USBIP_UNLINK);
    usbip_wire_put(bytes + 4, 4, ++desk.sequence);
    usbip_wire_put(bytes + 8, 4, USBIP_DEVICE_ID);
    usbip_wire_put(bytes + 20, 4, sequence);
    client_send(client, bytes, sizeof bytes);
}

#endif
