/* SPDX-License-Identifier: MIT
 *
 * The USB host of the bench with a small device on the chip's USB block: the
 * test itself is the firmware, by registers. The device sends back what
 * endpoint 1 receives.
 */
#include "bench/usb_host.h"
#include "tests/chip/block/usb_socket.h"

enum { MAX = 64, IN_AT = 0xC0, OUT_AT = 0x100 };

static struct usb_host host;

/* --- the device --- */

static const uint8_t device_descriptor[18] = {
    18, 1, 0, 2, 0, 0, 0, MAX, 0x83, 4, 0x11, 0xDF, 0, 0x22, 0, 0, 0, 1};
static const uint8_t configuration[32] = {
    9, 2, 32,   0, 1,   1,    0, 0x80, 50, /* configuration */
    9, 4, 0,    0, 2,   0xFF, 0, 0,    0,  /* interface */
    7, 5, 0x01, 2, MAX, 0,    0,           /* bulk OUT */
    7, 5, 0x81, 2, MAX, 0,    0};          /* bulk IN */

static struct {
    bool deaf, stalls;
    const uint8_t *rest; /* of the data of a control transfer, */
    unsigned left;
    uint8_t address; /* to be taken behind the status stage */
    bool configured;
    unsigned echoed;
} firmware;

static void send(unsigned n, unsigned at, const uint8_t *data, unsigned size)
{
    for (unsigned i = 0; i < size; i += 2)
        put(PMA + at + i, data[i] | (i + 1 < size ? data[i + 1] << 8 : 0));
    table(n, COUNT_TX, size);
}

static void set_stat(unsigned n, uint32_t mask, uint32_t value)
{
    uint32_t now = get(EP0R + 4 * n);
    put(EP0R + 4 * n,
        (now & 0x070F) | CTR_RX | CTR_TX | ((now ^ value) & mask));
}

static void send_more(void)
{
    unsigned size = firmware.left < MAX ? firmware.left : MAX;
    send(0, 0x40, firmware.rest, size);
    firmware.rest += size;
    firmware.left -= size;
    set_stat(0, TX_VALID, TX_VALID);
}

static void configure(void)
{
    table(1, ADDR_TX, IN_AT);
    table(1, ADDR_RX, OUT_AT);
    table(1, COUNT_RX, 0x8400);
    set_ep(1, BULK | 1 | RX_VALID | TX_NAK);
    firmware.configured = true;
}

static void stall(void)
{
    set_stat(0, TX_VALID | RX_VALID, TX_STALL | RX_STALL);
}

static void serve_setup(void)
{
    uint32_t request = get(PMA + 0x80), value = get(PMA + 0x82);
    unsigned length = get(PMA + 0x86);
    firmware.rest = value >> 8 == 1 ? device_descriptor : configuration;
    firmware.left =
        value >> 8 == 1 ? sizeof device_descriptor : sizeof configuration;
    clear_ctr(0, CTR_RX);
    if (firmware.stalls || (request == 0x0680 && value >> 8 > 2)) {
        stall();
        return;
    }
    if (request == 0x0500)
        firmware.address = (uint8_t)value;
    if (request == 0x0900 || (request == 0x0B01 && get(PMA + 0x84) == 0))
        configure(); /* SET_INTERFACE of the one that it has, too */
    if (firmware.left > length || request != 0x0680)
        firmware.left = request == 0x0680 ? length : 0;
    set_stat(0, RX_VALID, RX_VALID); /* the status stage of an IN */
    send_more();
}

static void serve_control(void)
{
    uint32_t ep = get(EP0R);
    if (ep & CTR_TX) {
        clear_ctr(0, CTR_TX);
        if (firmware.left)
            send_more();
        if (firmware.address)
            put(DADDR, EF | firmware.address);
        firmware.address = 0;
    }
    if (ep & CTR_RX && ep & SETUP)
        serve_setup();
    else if (ep & CTR_RX)
        clear_ctr(0, CTR_RX);
}

static void serve_bulk(void)
{
    uint8_t data[MAX];
    uint32_t ep = get(EP1R);
    if (ep & CTR_TX) {
        clear_ctr(1, CTR_TX);
        set_stat(1, RX_VALID, RX_VALID);
    }
    if (!(ep & CTR_RX))
        return;
    unsigned size = get(PMA + 8 + COUNT_RX) & 0x3FF;
    for (unsigned i = 0; i < size; i += 2) {
        data[i] = (uint8_t)get(PMA + OUT_AT + i);
        data[i + 1] = (uint8_t)(get(PMA + OUT_AT + i) >> 8);
    }
    clear_ctr(1, CTR_RX);
    send(1, IN_AT, data, size);
    set_stat(1, TX_VALID, TX_VALID);
    firmware.echoed += size;
}

static void serve(void)
{
    uint32_t istr = get(ISTR);
    if (firmware.deaf)
        return;
    if (istr & RESET) {
        put(ISTR, (uint16_t)~RESET);
        open_ep0(RX_VALID, TX_NAK);
        put(DADDR, EF);
    }
    if (get(EP0R) & (CTR_RX | CTR_TX))
        serve_control();
    if (firmware.configured)
        serve_bulk();
}

/* --- the bench --- */

static void drain(void)
{
    for (uint32_t i = 0; i < chip.events.count; i++)
        if (chip.events.list[i].kind == EVENT_USB)
            usb_host_event(&host, &chip, chip.events.list[i].usb.change);
    chip.events.count = 0;
}

static void pass(uint64_t ps)
{
    uint64_t until = clock_ps(&chip) + ps;
    while (clock_ps(&chip) < until) {
        uint64_t due = usb_host_due(&host);
        chip_run_to(&chip, due < until ? due : until);
        usb_host_run(&host, &chip);
        serve();
        drain();
    }
}

static int plugged(void **state)
{
    (void)state;
    memset(&firmware, 0, sizeof firmware);
    fixture_chip(&chip);
    clocks_on();
    chip.watch.events = 1u << EVENT_USB;
    usb_host_init(&host);
    usb_host_plug(&host, &chip, true);
    device_on();
    drain();
    return 0;
}

static int ready(void **state)
{
    plugged(state);
    pass(130 * PS_PER_MS);
    assert_int_equal(host.port, USB_PORT_READY);
    return 0;
}

static struct usb_transfer result;

/* Waits for the end of a transfer, and takes it. */
static enum usb_status finish(void)
{
    for (unsigned ms = 0; ms < 2000; ms++) {
        if (usb_host_take(&host, &result))
            return result.status;
        pass(PS_PER_MS);
    }
    fail_msg("the transfer does not end");
    return USB_LOST;
}

static enum usb_status control(const uint8_t *setup, uint8_t *data)
{
    struct usb_transfer transfer = {
        .kind = USB_CONTROL,
        .in = setup[0] & 0x80,
        .length = setup[6] | (uint32_t)setup[7] << 8,
        .data = data,
    };
    memcpy(transfer.setup, setup, 8);
    assert_true(usb_host_submit(&host, &chip, &transfer));
    return finish();
}

static const uint8_t set_configuration[8] = {0, 9, 1};

static void bulk(bool in, uint8_t *data, uint32_t length, uint64_t tag)
{
    struct usb_transfer transfer = {.kind = USB_BULK,
                                    .endpoint = 1,
                                    .in = in,
                                    .length = length,
                                    .data = data,
                                    .tag = tag};
    assert_true(usb_host_submit(&host, &chip, &transfer));
}

/* --- tests --- */

static void a_device_is_enumerated(void **state)
{
    (void)state;
    assert_int_equal(host.port, USB_PORT_DEBOUNCE);
    pass(99 * PS_PER_MS);
    assert_int_equal(chip.board.usb.line, USB_LINE_IDLE);
    pass(2 * PS_PER_MS);
    assert_int_equal(chip.board.usb.line, USB_LINE_RESET);
    pass(10 * PS_PER_MS);
    assert_int_equal(chip.board.usb.line, USB_LINE_FRAMES);
    pass(20 * PS_PER_MS);
    assert_int_equal(host.port, USB_PORT_READY);
    assert_memory_equal(host.device, device_descriptor, 18);
    assert_int_equal(host.configuration_size, sizeof configuration);
    assert_memory_equal(host.configuration, configuration,
                        sizeof configuration);
    assert_int_equal(get(DADDR), EF | host.address);
}

static void a_deaf_device_is_given_up(void **state)
{
    (void)state;
    firmware.deaf = true;
    pass(1000 * PS_PER_MS);
    assert_int_equal(host.port, USB_PORT_FAILED);
    struct usb_transfer transfer = {.kind = USB_CONTROL};
    assert_false(usb_host_submit(&host, &chip, &transfer));
}

static void control_transfers_read_and_stall(void **state)
{
    (void)state;
    static const uint8_t descriptor[8] = {0x80, 6, 0, 2, 0, 0, 255};
    static const uint8_t missing[8] = {0x80, 6, 0, 3, 0, 0, 255};
    uint8_t data[255];
    assert_int_equal(control(descriptor, data), USB_DONE);
    assert_int_equal(result.actual, sizeof configuration);
    assert_memory_equal(data, configuration, sizeof configuration);
    assert_int_equal(control(missing, data), USB_STALLED);
    assert_int_equal(control(descriptor, data), USB_DONE);
}

/* A driver that is slower than the bus has time behind a transfer. */
static void the_next_transfer_leaves_time(void **state)
{
    (void)state;
    static const uint8_t descriptor[8] = {0x80, 6, 0, 1, 0, 0, 18};
    uint8_t data[18];
    assert_int_equal(control(descriptor, data), USB_DONE);
    struct usb_transfer next = {
        .kind = USB_CONTROL, .in = true, .length = 18, .data = data};
    memcpy(next.setup, descriptor, 8);
    assert_true(usb_host_submit(&host, &chip, &next));
    firmware.deaf = true;
    pass(100 * PS_PER_US);
    assert_int_equal(get(EP0R) & CTR_RX, 0);
    pass(30 * PS_PER_US);
    assert_int_equal(get(EP0R) & (CTR_RX | SETUP), CTR_RX | SETUP);
}

/* 19 packets of 64 bytes a frame, one after the other: what a device sends back
 * takes the bus twice. */
static void bulk_data_go_as_fast_as_usb_allows(void **state)
{
    (void)state;
    static uint8_t out[64 * 190], in[64 * 190];
    for (unsigned i = 0; i < sizeof out; i++)
        out[i] = (uint8_t)(i * 7);
    assert_int_equal(control(set_configuration, NULL), USB_DONE);
    uint64_t start = clock_ps(&chip);
    bulk(false, out, sizeof out, 1);
    bulk(true, in, sizeof in, 2);
    assert_int_equal(finish(), USB_DONE);
    assert_int_equal(result.tag, 1);
    assert_int_equal(finish(), USB_DONE);
    assert_int_equal(result.actual, sizeof in);
    assert_memory_equal(in, out, sizeof in);
    assert_in_range((clock_ps(&chip) - start) / PS_PER_MS, 20, 23);
}

static void a_short_packet_ends_an_in(void **state)
{
    (void)state;
    uint8_t data[256] = "hello";
    assert_int_equal(control(set_configuration, NULL), USB_DONE);
    bulk(false, data, 5, 1);
    bulk(true, data + 128, 128, 2);
    assert_int_equal(finish(), USB_DONE);
    assert_int_equal(finish(), USB_DONE);
    assert_int_equal(result.actual, 5);
    assert_memory_equal(data + 128, "hello", 5);
}

/* Sends a packet that comes back. */
static void echo(void)
{
    uint8_t data[64] = "hello";
    bulk(false, data, 5, 1);
    bulk(true, data + 5, 59, 2);
    assert_int_equal(finish(), USB_DONE);
    assert_int_equal(finish(), USB_DONE);
    assert_int_equal(result.actual, 5);
}

/* The data toggles of an interface begin anew, those of others do not. */
static void toggles_follow_the_requests(void **state)
{
    (void)state;
    static const uint8_t own[8] = {1, 11, 0, 0, 0}, other[8] = {1, 11, 0, 0, 1};
    assert_int_equal(control(set_configuration, NULL), USB_DONE);
    echo();
    assert_int_equal(control(other, NULL), USB_DONE);
    echo();
    echo();
    assert_int_equal(control(own, NULL), USB_DONE);
    echo();
}

/* Nothing happens on the bus until the device is ready. */
static void a_transfer_waits_and_is_taken_back(void **state)
{
    (void)state;
    uint8_t data[64];
    struct usb_transfer taken;
    assert_int_equal(control(set_configuration, NULL), USB_DONE);
    bulk(true, data, 64, 7);
    pass(5 * PS_PER_MS);
    assert_false(usb_host_take(&host, &taken));
    assert_true(usb_host_due(&host) == NEVER);
    assert_false(usb_host_cancel(&host, 8, &taken));
    assert_true(usb_host_cancel(&host, 7, &taken));
    assert_int_equal(taken.actual, 0);
    assert_int_equal(taken.status, USB_PENDING);
    assert_false(usb_host_cancel(&host, 7, &taken));
    bulk(false, data, 3, 9);
    assert_int_equal(finish(), USB_DONE);
}

static void a_device_that_leaves_ends_all(void **state)
{
    (void)state;
    uint8_t data[64];
    assert_int_equal(control(set_configuration, NULL), USB_DONE);
    bulk(true, data, 64, 1);
    bulk(true, data, 64, 2);
    pass(PS_PER_MS);
    put(BCDR, 0);
    drain();
    assert_int_equal(host.port, USB_PORT_EMPTY);
    assert_int_equal(finish(), USB_GONE);
    assert_int_equal(finish(), USB_GONE);
    firmware.configured = false;
    put(BCDR, DPPU);
    drain();
    pass(130 * PS_PER_MS);
    assert_int_equal(host.port, USB_PORT_READY);
    usb_host_plug(&host, &chip, false);
    assert_int_equal(host.port, USB_PORT_EMPTY);
}

static void too_many_transfers_are_refused(void **state)
{
    (void)state;
    uint8_t data[64];
    assert_int_equal(control(set_configuration, NULL), USB_DONE);
    struct usb_transfer transfer = {.kind = USB_BULK,
                                    .endpoint = 1,
                                    .in = true,
                                    .length = 64,
                                    .data = data};
    for (unsigned i = 0; i < USB_TRANSFERS; i++)
        assert_true(usb_host_submit(&host, &chip, &transfer));
    assert_false(usb_host_submit(&host, &chip, &transfer));
}

static void data_without_a_place_are_refused(void **state)
{
    (void)state;
    struct usb_transfer transfer = {.kind = USB_CONTROL, .in = true};
    transfer.length = USB_SMALL + 1;
    assert_false(usb_host_submit(&host, &chip, &transfer));
    transfer.length = USB_SMALL;
    assert_true(usb_host_submit(&host, &chip, &transfer));
}

int main(void)
{
#define PLUGGED(name) cmocka_unit_test_setup(name, plugged)
#define READY(name)   cmocka_unit_test_setup(name, ready)
    const struct CMUnitTest tests[] = {
        PLUGGED(a_device_is_enumerated),
        PLUGGED(a_deaf_device_is_given_up),
        READY(control_transfers_read_and_stall),
        READY(the_next_transfer_leaves_time),
        READY(bulk_data_go_as_fast_as_usb_allows),
        READY(a_short_packet_ends_an_in),
        READY(toggles_follow_the_requests),
        READY(a_transfer_waits_and_is_taken_back),
        READY(a_device_that_leaves_ends_all),
        READY(too_many_transfers_are_refused),
        READY(data_without_a_place_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
