/* SPDX-License-Identifier: MIT
 *
 * The USB/IP server and clients that do not keep to the protocol: a connection
 * that is closed, and a server that goes on. Also a fuzz target:
 *   test_usbip_input SEED COUNT   COUNT random messages from SEED; "random" is
 *                                 a fresh seed
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/random.h"
#include "tests/tools/host/usbip_desk.h"

enum { DEFAULT_SEED = 1, DEFAULT_COUNT = 4000 };

/* The server still serves, and the device still answers. */
static void expect_service(void)
{
    uint8_t data[18];
    int client = client_attach();
    assert_int_equal(client_control(client, 0x80, 6, 0x100, 18, data), 0);
    assert_int_equal(data[0], 18);
    close(client);
}

/* --- requests --- */

static void expect_refusal(const void *bytes, size_t size)
{
    int client = client_connect();
    client_send(client, bytes, size);
    client_expect_end(client);
}

static void other_protocols_are_sent_away(void **state)
{
    (void)state;
    expect_refusal("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 36);
    expect_refusal("\x01\x06\x80\x05\0\0\0\0", 8); /* version 1.0.6 */
    expect_refusal("\x01\x11\x80\x04\0\0\0\0", 8); /* an unknown operation */
    expect_refusal("\x01\x11\x00\x05\0\0\0\0", 8); /* a reply */
    expect_service();
}

static void a_bus_id_need_not_end(void **state)
{
    uint8_t bytes[USBIP_IMPORT_SIZE], head[USBIP_REQUEST_SIZE];
    (void)state;
    memset(bytes, '1', sizeof bytes);
    memcpy(bytes, "\x01\x11\x80\x03\0\0\0", 8);
    int client = client_connect();
    client_send(client, bytes, sizeof bytes);
    client_take(client, head, sizeof head);
    assert_int_equal(head[7], USBIP_NO_DEVICE);
    client_expect_end(client);
}

/* --- commands --- */

/* A submission with one of its words changed. */
static void expect_command_refused(unsigned at, uint32_t value)
{
    uint8_t bytes[USBIP_COMMAND_SIZE] = {0};
    int client = client_attach();
    usbip_wire_put(bytes, 4, USBIP_SUBMIT);
    usbip_wire_put(bytes + 8, 4, USBIP_DEVICE_ID);
    usbip_wire_put(bytes + at, 4, value);
    client_send(client, bytes, sizeof bytes);
    client_expect_end(client);
}

static void malformed_commands_end_the_connection(void **state)
{
    (void)state;
    expect_command_refused(0, 0);           /* no command */
    expect_command_refused(0, 3);           /* a reply */
    expect_command_refused(8, 0x10002);     /* another device */
    expect_command_refused(12, 2);          /* a direction */
    expect_command_refused(16, 16);         /* an endpoint */
    expect_command_refused(24, 0xFFFFFFFF); /* lengths */
    expect_command_refused(24, USBIP_TRANSFER_MAX + 1);
    expect_command_refused(32, 8); /* isochronous */
    expect_service();
}

static void more_transfers_than_one_may_have_end_the_connection(void **state)
{
    (void)state;
    int client = client_configure();
    for (unsigned i = 0; i <= USBIP_TRANSFERS_MAX; i++)
        client_submit(client, (struct client_submit){
                                  .endpoint = 1, .in = true, .length = 64});
    client_expect_end(client);
    client = client_configure();
    for (unsigned i = 0; i <= USBIP_BYTES_MAX / USBIP_TRANSFER_MAX; i++)
        client_submit(client,
                      (struct client_submit){.endpoint = 1,
                                             .in = true,
                                             .length = USBIP_TRANSFER_MAX});
    client_expect_end(client);
    expect_service();
}

/* --- clients that hang, vanish, or are many --- */

static void clients_that_say_nothing_do_not_keep_others_out(void **state)
{
    enum { SILENT = 3 * USBIP_CLIENTS };
    int silent[SILENT];
    (void)state;
    int host = client_attach();
    for (unsigned i = 0; i < SILENT; i++) {
        silent[i] = client_connect();
        desk_pass(1);
    }
    int client = client_connect();
    assert_int_equal(client_import(client, NULL), USBIP_BUSY);
    client_expect_end(client);
    assert_int_equal(client_control(host, 0, 9, 1, 0, NULL), 0);
    for (unsigned i = 0; i < SILENT; i++)
        close(silent[i]);
    close(host);
}

static void a_client_may_vanish_anywhere(void **state)
{
    static const uint8_t bytes[USBIP_IMPORT_SIZE + USBIP_COMMAND_SIZE + 8] = {
        0x01,     0x11,     0x80, 0x03, 0,   0,
        0,        0,        '1',  '-',  '1', [43] = USBIP_SUBMIT,
        [49] = 1, [51] = 1, /* device 1-1 */
        [59] = 1, [67] = 16 /* bytes to endpoint 1, of which 8 come */};
    (void)state;
    for (size_t size = 0; size <= sizeof bytes; size += 4) {
        int client = client_connect();
        client_send(client, bytes, size);
        desk_pass(1 + size % 3 * 100);
        close(client);
    }
    expect_service();
}

/* One that gave up while the device was enumerated does not get it. */
static void a_client_that_has_gone_is_not_attached(void **state)
{
    (void)state;
    int client = client_connect();
    client_request(client, USBIP_IMPORT, USBIP_BUSID);
    desk_pass(1);
    close(client);
    client = client_connect();
    assert_int_equal(client_import(client, NULL), 0);
    close(client);
}

/* Its replies wait, and so do its requests; another one is served. */
static void a_client_that_does_not_read_fills_no_memory(void **state)
{
    uint8_t head[USBIP_REQUEST_SIZE];
    uint8_t request[USBIP_COMMAND_SIZE] = {0, 0, 0, USBIP_UNLINK};
    size_t sent = 0;
    (void)state;
    int client = client_attach();
    for (unsigned vain = 0; vain < 50;) {
        size_t at = sent % sizeof request;
        ssize_t count = send(client, request + at, sizeof request - at,
                             MSG_DONTWAIT | MSG_NOSIGNAL);
        vain = count < 0 ? vain + 1 : 0;
        sent += count < 0 ? 0 : (size_t)count;
        if (count < 0)
            desk_pass(2);
    }
    assert_non_null(desk.usbip.host);
    assert_true(desk.usbip.host->out.capacity <= USBIP_TRANSFER_MAX);
    int other = client_connect();
    client_request(other, USBIP_IMPORT, "2-1");
    client_take(other, head, sizeof head);
    close(other);
    close(client);
    desk_pass(1000);
    expect_service();
}

/* --- random messages --- */

static uint32_t random_word(uint64_t *seed)
{
    static const uint32_t words[] = {0,
                                     1,
                                     2,
                                     3,
                                     4,
                                     8,
                                     64,
                                     65,
                                     1023,
                                     4096,
                                     0x10001,
                                     0x40,
                                     USBIP_TRANSFER_MAX,
                                     USBIP_TRANSFER_MAX + 1,
                                     0x7FFFFFFF,
                                     0xFFFFFFFF};
    uint32_t chosen = random_below(seed, 2 * sizeof words / sizeof *words);
    return chosen < sizeof words / sizeof *words ? words[chosen]
                                                 : (uint32_t)random_next(seed);
}

/* Mostly as it should be. */
static void random_command(uint64_t *seed, uint8_t bytes[USBIP_COMMAND_SIZE])
{
    uint32_t in = random_below(seed, 2);
    for (unsigned i = 40; i < USBIP_COMMAND_SIZE; i++)
        bytes[i] = (uint8_t)(random_below(seed, 4) ? random_below(seed, 4)
                                                   : random_next(seed));
    bytes[40] = (uint8_t)(in << 7 | (random_below(seed, 2) ? 0x40 : 0));
    bytes[47] = 0;
    usbip_wire_put(bytes, 4, 1 + (random_below(seed, 4) == 0));
    usbip_wire_put(bytes + 4, 4, random_below(seed, 100));
    usbip_wire_put(bytes + 8, 4, USBIP_DEVICE_ID);
    usbip_wire_put(bytes + 12, 4, in);
    usbip_wire_put(bytes + 16, 4, random_below(seed, 5));
    usbip_wire_put(bytes + 20, 4, random_below(seed, 100));
    usbip_wire_put(bytes + 24, 4,
                   random_below(seed, 2) ? bytes[46] : random_below(seed, 600));
    usbip_wire_put(bytes + 28, 4, 0);
    usbip_wire_put(bytes + 32, 4, 0);
    if (random_below(seed, 50) == 0)
        usbip_wire_put(bytes + 4 * random_below(seed, 12), 4,
                       random_word(seed));
}

static void send_some(int client, const void *bytes, size_t size)
{
    ssize_t sent = send(client, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)sent; /* it may be closed already, or full */
}

static int random_client(uint64_t *seed)
{
    uint8_t bytes[USBIP_IMPORT_SIZE] = {0x01, 0x11, 0x80, 3,   0,  0,
                                        0,    0,    '1',  '-', '1'};
    int client = client_connect();
    if (random_below(seed, 8) == 0)
        bytes[random_below(seed, 12)] = (uint8_t)random_next(seed);
    send_some(client, bytes, sizeof bytes);
    return client;
}

static void random_message(uint64_t *seed, int client)
{
    uint8_t bytes[USBIP_COMMAND_SIZE], data[1024];
    size_t size = random_below(seed, 600);
    random_command(seed, bytes);
    send_some(client, bytes, random_below(seed, 50) ? sizeof bytes : 7);
    if (bytes[3] == USBIP_SUBMIT && !bytes[15])
        size = (size_t)bytes[26] << 8 | bytes[27];
    else if (random_below(seed, 100))
        size = 0;
    memset(data, (int)size, sizeof data);
    send_some(client, data, size < sizeof data ? size : sizeof data);
}

/* Reads what has come, as most clients do. Returns false when the connection
 * has ended. */
static bool read_some(uint64_t *seed, int client)
{
    uint8_t bytes[4096];
    while (random_below(seed, 16)) {
        ssize_t count = recv(client, bytes, sizeof bytes, MSG_DONTWAIT);
        if (count <= 0)
            return count < 0 && errno == EAGAIN;
    }
    return true;
}

static bool within_bounds(void)
{
    size_t memory = desk.usbip.transfers.bytes;
    for (unsigned i = 0; i < USBIP_CLIENTS; i++)
        memory += desk.usbip.clients[i].in.capacity +
                  desk.usbip.clients[i].out.capacity;
    return memory <= 16 * USBIP_TRANSFER_MAX;
}

/* Returns whether the server kept to its bounds. */
static bool run_random(uint64_t seed, uint64_t count)
{
    enum { CLIENTS = 3 };
    int clients[CLIENTS];
    bool kept = true;
    for (unsigned i = 0; i < CLIENTS; i++)
        clients[i] = random_client(&seed);
    for (uint64_t i = 0; i < count && kept; i++) {
        int *client = &clients[random_below(&seed, CLIENTS)];
        if (!read_some(&seed, *client) || random_below(&seed, 300) == 0) {
            close(*client);
            *client = random_client(&seed);
        }
        random_message(&seed, *client);
        if (random_below(&seed, 3) == 0)
            desk_turn();
        if (random_below(&seed, 200) == 0)
            desk_pass(200);
        kept = within_bounds();
    }
    for (unsigned i = 0; i < CLIENTS; i++)
        close(clients[i]);
    return kept;
}

/* The device may have been told to die, hence a new board. */
static void random_messages_do_no_harm(void **state)
{
    assert_true(run_random(DEFAULT_SEED, DEFAULT_COUNT));
    desk_close(state);
    desk_open(state);
    expect_service();
}

static int fuzz(const char *seed_text, const char *count_text)
{
    bool fresh = !strcmp(seed_text, "random");
    uint64_t seed = fresh ? (uint64_t)time(NULL) : strtoull(seed_text, NULL, 0);
    uint64_t count = strtoull(count_text, NULL, 0);
    printf("USB/IP: %llu random messages from seed %llu\n",
           (unsigned long long)count, (unsigned long long)seed);
    for (uint64_t done = 0; done < count; done += DEFAULT_COUNT, seed++) {
        desk_open(NULL);
        if (!run_random(seed, DEFAULT_COUNT)) {
            printf("out of bounds: test_usbip_input %llu %d\n",
                   (unsigned long long)seed, DEFAULT_COUNT);
            return 1;
        }
        desk_close(NULL);
    }
    return 0;
}

int main(int argc, char **argv)
{
#define AT_DESK(name)                                                          \
    cmocka_unit_test_setup_teardown(name, desk_open, desk_close)
    const struct CMUnitTest tests[] = {
        AT_DESK(other_protocols_are_sent_away),
        AT_DESK(a_bus_id_need_not_end),
        AT_DESK(malformed_commands_end_the_connection),
        AT_DESK(more_transfers_than_one_may_have_end_the_connection),
        AT_DESK(clients_that_say_nothing_do_not_keep_others_out),
        AT_DESK(a_client_may_vanish_anywhere),
        AT_DESK(a_client_that_has_gone_is_not_attached),
        AT_DESK(a_client_that_does_not_read_fills_no_memory),
        AT_DESK(random_messages_do_no_harm),
    };
    if (argc == 3)
        return fuzz(argv[1], argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
