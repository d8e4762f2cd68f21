/* SPDX-License-Identifier: MIT
 *
 * The USB/IP server with a client that keeps to the protocol: list, import,
 * transfers in flight on several endpoints, unlink, detach, attach again.
 */
#include "tests/tools/host/usbip_desk.h"

/* Vendor requests of usb-echo.c. */
enum { OUT = 0x40, IN = 0xC0, KEEP = 1, TELL, KNOCK, SWAP, DIE };
enum { GET_DESCRIPTOR = 6, SET_ADDRESS = 5, SET_CONFIGURATION = 9 };

static uint32_t submit_out(int client, unsigned endpoint, const void *bytes,
                           uint32_t length)
{
    return client_submit(client, (struct client_submit){.endpoint = endpoint,
                                                        .length = length,
                                                        .out = bytes});
}

static uint32_t submit_in(int client, unsigned endpoint, uint32_t length)
{
    return client_submit(client, (struct client_submit){.endpoint = endpoint,
                                                        .in = true,
                                                        .length = length});
}

static const uint8_t *expect_reply(int client, uint32_t sequence,
                                   int32_t status, uint32_t actual)
{
    const struct client_reply *reply = client_reply(client, sequence);
    assert_int_equal(reply->kind, 3);
    assert_int_equal(reply->status, status);
    assert_int_equal(reply->actual, actual);
    return reply->data;
}

static void expect_unlinked(int client, int32_t status)
{
    const struct client_reply *reply = client_reply(client, desk.sequence);
    assert_int_equal(reply->kind, 4);
    assert_int_equal(reply->status, status);
}

/* --- list and import --- */

/* The list waits until the device has been enumerated. */
static void the_list_describes_the_device(void **state)
{
    static const uint8_t expected[] = {
        0,    0,    0, 1, 0, 0, 0, 1, 0, 0, 0, 2, /* numbers, full speed */
        0x12, 0x09, 0, 1, 1, 0,                   /* 1209:0001 1.00 */
        0xFF, 0,    0, 1, 1, 1,                   /* class, configuration */
        0xFF, 1,    2, 0};                        /* its interface */
    uint8_t head[12], device[USBIP_DEVICE_SIZE + USBIP_INTERFACE_SIZE];
    (void)state;
    int client = client_connect();
    client_request(client, USBIP_LIST, NULL);
    client_take(client, head, sizeof head);
    assert_memory_equal(head, "\x01\x11\x00\x05\0\0\0\0\0\0\0\x01", 12);
    client_take(client, device, sizeof device);
    assert_string_equal((const char *)device + 256, "1-1");
    assert_memory_equal(device + 288, expected, sizeof expected);
    client_expect_end(client);
}

static void nobody_lists_a_device_that_is_gone(void **state)
{
    uint8_t head[12];
    (void)state;
    int client = client_configure();
    assert_int_equal(client_control(client, OUT, DIE, 0, 0, NULL), 0);
    client_expect_end(client);
    client = client_connect();
    client_request(client, USBIP_LIST, NULL);
    client_take(client, head, sizeof head);
    assert_memory_equal(head, "\x01\x11\x00\x05\0\0\0\0\0\0\0\0", 12);
    client_expect_end(client);
    client = client_connect();
    assert_int_equal(client_import(client, NULL), USBIP_NO_DEVICE);
    client_expect_end(client);
}

static void only_this_bus_id_is_known(void **state)
{
    uint8_t head[USBIP_REQUEST_SIZE];
    (void)state;
    int client = client_connect();
    client_request(client, USBIP_IMPORT, "1-10");
    client_take(client, head, sizeof head);
    assert_int_equal(head[7], USBIP_NO_DEVICE);
    client_expect_end(client);
}

static void one_host_has_the_device(void **state)
{
    uint8_t head[12];
    (void)state;
    int host = client_attach(), other = client_connect();
    assert_int_equal(client_import(other, NULL), USBIP_BUSY);
    client_expect_end(other);
    other = client_connect();
    client_request(other, USBIP_LIST, NULL);
    client_take(other, head, sizeof head);
    assert_int_equal(head[11], 1);
    assert_int_equal(client_control(host, 0, SET_CONFIGURATION, 1, 0, NULL), 0);
    close(other);
    close(host);
}

/* --- transfers --- */

static void control_transfers_reach_the_device(void **state)
{
    uint8_t data[64];
    char text[] = "kept";
    (void)state;
    int client = client_configure();
    assert_int_equal(
        client_control(client, 0x80, GET_DESCRIPTOR, 0x100, 18, data), 0);
    assert_memory_equal(data, "\x12\x01\x00\x02\xFF", 5);
    assert_int_equal(client_control(client, OUT, KEEP, 0, 4, text), 0);
    assert_int_equal(client_control(client, IN, TELL, 0, 64, data), 0);
    assert_memory_equal(data, text, 4);
    assert_int_equal(client_control(client, IN, 99, 0, 64, data), USBIP_EPIPE);
    assert_int_equal(client_control(client, IN, TELL, 0, 64, data), 0);
    close(client);
}

/* The device keeps the address that the bench's host gave it. */
static void set_address_stays_with_the_server(void **state)
{
    uint8_t data[18];
    (void)state;
    int client = client_attach();
    assert_int_equal(client_control(client, 0, SET_ADDRESS, 77, 0, NULL), 0);
    assert_int_equal(
        client_control(client, 0x80, GET_DESCRIPTOR, 0x100, 18, data), 0);
    close(client);
}

/* A setup packet says how long the data are, and where they go. */
static void a_setup_packet_that_contradicts_is_refused(void **state)
{
    (void)state;
    int client = client_attach();
    uint32_t sequence = client_submit(
        client, (struct client_submit){
                    .in = true, .length = 4, .setup = {IN, TELL, [6] = 64}});
    expect_reply(client, sequence, USBIP_EINVAL, 0);
    sequence = client_submit(
        client, (struct client_submit){
                    .length = 4, .out = "data", .setup = {IN, TELL, [6] = 4}});
    expect_reply(client, sequence, USBIP_EINVAL, 0);
    close(client);
}

static void endpoints_work_at_the_same_time(void **state)
{
    uint8_t out[200];
    (void)state;
    int client = client_configure();
    for (unsigned i = 0; i < sizeof out; i++)
        out[i] = (uint8_t)(i * 7);
    uint32_t knock = submit_in(client, 2, 8);
    uint32_t read = submit_in(client, 1, 512);
    expect_reply(client, submit_out(client, 1, out, sizeof out), 0, sizeof out);
    assert_memory_equal(expect_reply(client, read, 0, sizeof out), out,
                        sizeof out);
    assert_int_equal(client_control(client, OUT, KNOCK, 42, 0, NULL), 0);
    assert_int_equal(*expect_reply(client, knock, 0, 1), 42);
    close(client);
}

/* As a serial driver has them: more reads than the bench's host takes. */
static void many_reads_are_pending(void **state)
{
    enum { READS = 100 };
    uint32_t first = 0;
    (void)state;
    int client = client_configure();
    for (uint8_t i = 0; i < READS; i++)
        if (!i)
            first = submit_in(client, 1, 64);
        else
            submit_in(client, 1, 64);
    for (uint8_t i = 0; i < READS; i++) {
        expect_reply(client, submit_out(client, 1, &i, 1), 0, 1);
        assert_int_equal(*expect_reply(client, first + i, 0, 1), i);
    }
    close(client);
}

static void errors_have_the_numbers_of_linux(void **state)
{
    uint8_t out[64] = {0};
    (void)state;
    int client = client_configure();
    expect_reply(client, submit_out(client, 3, out, 64), USBIP_EPIPE, 0);
    expect_reply(client, submit_out(client, 5, out, 64), USBIP_ENOENT, 0);
    expect_reply(client, submit_out(client, 1, out, 3), 0, 3);
    struct client_submit no_short = {
        .endpoint = 1, .in = true, .length = 64, .flags = USBIP_SHORT_NOT_OK};
    expect_reply(client, client_submit(client, no_short), USBIP_EREMOTEIO, 3);
    expect_reply(client, submit_out(client, 1, out, 64), 0, 64);
    expect_reply(client, submit_in(client, 1, 10), USBIP_EOVERFLOW, 0);
    close(client);
}

/* A full packet does not end a transfer, but the empty one behind it does. */
static void an_empty_packet_is_sent_if_it_is_asked_for(void **state)
{
    uint8_t out[64] = {0};
    (void)state;
    int client = client_configure();
    uint32_t read = submit_in(client, 1, 256);
    expect_reply(client, submit_out(client, 1, out, 64), 0, 64);
    uint32_t write =
        client_submit(client, (struct client_submit){.endpoint = 1,
                                                     .length = 64,
                                                     .flags = USBIP_ZERO_PACKET,
                                                     .out = out});
    expect_reply(client, write, 0, 64);
    expect_reply(client, read, 0, 128);
    close(client);
}

static void a_pending_transfer_is_unlinked(void **state)
{
    uint8_t byte = 9;
    (void)state;
    int client = client_configure();
    uint32_t first = submit_in(client, 1, 64);
    uint32_t waiting = submit_in(client, 1, 64);
    for (unsigned i = 0; i < 40; i++)
        waiting = submit_in(client, 1, 64);
    desk_pass(5);
    client_unlink(client, waiting); /* not on the bus yet */
    expect_unlinked(client, USBIP_ECONNRESET);
    client_unlink(client, first);
    expect_unlinked(client, USBIP_ECONNRESET);
    client_unlink(client, first);
    expect_unlinked(client, 0);
    expect_reply(client, submit_out(client, 1, &byte, 1), 0, 1);
    expect_reply(client, first + 1, 0, 1);
    close(client);
}

/* It ends on the bus just before the client takes it back. */
static void what_has_ended_is_replied_to_before(void **state)
{
    (void)state;
    int client = client_configure();
    uint32_t sequence = submit_out(client, 3, "x", 1);
    usbip_serve(&desk.usbip);
    desk_run(2 * PS_PER_MS);
    client_unlink(client, sequence);
    client_take_reply(client);
    expect_reply(client, sequence, USBIP_EPIPE, 0);
    expect_unlinked(client, 0);
    close(client);
}

/* --- the cable --- */

/* The reply to the last transfer has time to arrive before the connection
 * ends. */
static void a_device_that_leaves_ends_the_connection(void **state)
{
    unsigned product;
    (void)state;
    int client = client_configure();
    uint32_t read = submit_in(client, 1, 64);
    assert_int_equal(client_control(client, OUT, SWAP, 0, 0, NULL), 0);
    uint64_t replied = machine_ps(&desk.machine);
    expect_reply(client, read, USBIP_ESHUTDOWN, 0);
    client_expect_end(client);
    assert_true(machine_ps(&desk.machine) >= replied + 5 * PS_PER_MS);
    client = client_connect();
    assert_int_equal(client_import(client, &product), 0);
    assert_int_equal(product, 2);
    close(client);
}

/* What the client left in the device is gone. */
static void a_client_that_goes_pulls_the_cable(void **state)
{
    uint8_t byte = 1;
    (void)state;
    int client = client_configure();
    submit_in(client, 2, 8);
    expect_reply(client, submit_out(client, 1, &byte, 1), 0, 1);
    close(client);
    desk_pass(1);
    assert_false(desk.machine.usb.plugged);
    client = client_configure();
    byte = 2;
    expect_reply(client, submit_out(client, 1, &byte, 1), 0, 1);
    assert_int_equal(*expect_reply(client, submit_in(client, 1, 64), 0, 1), 2);
    close(client);
}

/* Only what a client waits for hurries virtual time. */
static void a_read_without_an_answer_is_not_urgent(void **state)
{
    (void)state;
    int client = client_connect();
    assert_false(usbip_busy(&desk.usbip));
    client_request(client, USBIP_IMPORT, USBIP_BUSID);
    desk_pass(1);
    assert_true(usbip_busy(&desk.usbip));
    close(client);
    client = client_configure();
    assert_false(usbip_busy(&desk.usbip));
    submit_in(client, 1, 64);
    desk_pass(1);
    assert_true(usbip_busy(&desk.usbip));
    desk_pass(50);
    assert_false(usbip_busy(&desk.usbip));
    close(client);
}

int main(void)
{
#define AT_DESK(name)                                                          \
    cmocka_unit_test_setup_teardown(name, desk_open, desk_close)
    const struct CMUnitTest tests[] = {
        AT_DESK(the_list_describes_the_device),
        AT_DESK(nobody_lists_a_device_that_is_gone),
        AT_DESK(only_this_bus_id_is_known),
        AT_DESK(one_host_has_the_device),
        AT_DESK(control_transfers_reach_the_device),
        AT_DESK(set_address_stays_with_the_server),
        AT_DESK(a_setup_packet_that_contradicts_is_refused),
        AT_DESK(endpoints_work_at_the_same_time),
        AT_DESK(many_reads_are_pending),
        AT_DESK(errors_have_the_numbers_of_linux),
        AT_DESK(an_empty_packet_is_sent_if_it_is_asked_for),
        AT_DESK(a_pending_transfer_is_unlinked),
        AT_DESK(what_has_ended_is_replied_to_before),
        AT_DESK(a_device_that_leaves_ends_the_connection),
        AT_DESK(a_client_that_goes_pulls_the_cable),
        AT_DESK(a_read_without_an_answer_is_not_urgent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
