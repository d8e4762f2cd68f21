/* SPDX-License-Identifier: MIT
 *
 * Hosts and cables that misbehave: what is wrong is refused with a STALL and
 * hangs nothing; a reset, a suspend or a pulled cable at any time leaves a
 * device that can be used again.
 */
#include "tests/examples/usb_desk.h"

enum { DATA = 1, DFU = 2, ENDPOINT = 2 /* recipient */ };
enum { GET_STATUS = 0, CLEAR_FEATURE = 1, SET_FEATURE = 3 };

static uint8_t data[8192];

static enum usb_status request(uint8_t type, uint8_t code, unsigned value,
                               unsigned index, unsigned length)
{
    return desk_control(type, code, value, index, data, length).status;
}

static void submit(bool in, uint32_t length, uint64_t tag)
{
    const struct usb_transfer transfer = {.kind = USB_BULK,
                                          .endpoint = DATA,
                                          .in = in,
                                          .length = length,
                                          .data = data + (in ? 4096 : 0),
                                          .tag = tag};
    desk_submit(&transfer);
}

/* The device works: one packet comes back. */
static void expect_works(void)
{
    memcpy(data, "hello", 5);
    submit(false, 5, 1);
    submit(true, 64, 2);
    assert_int_equal(desk_take().status, USB_DONE);
    struct usb_transfer back = desk_take();
    assert_int_equal(back.status, USB_DONE);
    assert_int_equal(back.actual, 5);
    assert_memory_equal(data + 4096, "hello", 5);
    assert_int_equal(desk_resets, 0);
}

/* --- wrong requests --- */

static void wrong_requests_stall(void **state)
{
    static const struct {
        uint8_t type, code;
        unsigned value, index, length;
    } wrong[] = {
        {0x21, 1, 0, DFU, 64},    /* DNLOAD at run time */
        {0xA1, 2, 0, DFU, 64},    /* UPLOAD */
        {0x21, 4, 0, DFU, 0},     /* CLRSTATUS */
        {0x21, 6, 0, DFU, 0},     /* ABORT */
        {0x21, 0, 0, DFU, 4},     /* DETACH with data */
        {0xA1, 0, 0, DFU, 0},     /* DETACH that reads */
        {0x21, 0, 0, 7, 0},       /* to an interface that is not there */
        {0x21, 3, 0, DFU, 0},     /* GETSTATUS that writes */
        {0x21, 0x20, 0, 0, 6},    /* SET_LINE_CODING that is too short, */
        {0x21, 0x20, 0, 0, 8},    /* too long, */
        {0x21, 0x20, 0, 0, 4096}, /* much too long */
        {0x21, 0x20, 0, 0, 0},
        {0xA1, 0x20, 0, 0, 7},
        {0x21, 0x21, 0, 0, 7},
        {0x21, 0x22, 0, 0, 1},
        {0x21, 0x23, 9, 0, 0}, /* SEND_BREAK: not announced */
        {0x21, 0x7F, 0, 0, 0},
        {0x80, 7, 0x0100, 0, 18}, /* SET_DESCRIPTOR, reading */
        {0x00, 7, 0x0100, 0, 18},
        {0x00, SET_FEATURE, 1, 0, 0}, /* remote wake-up */
        {0x00, SET_FEATURE, 2, 0, 0}, /* test mode */
        {0x00, 5, 200, 0, 0},         /* an address that there is not */
        {0x00, 9, 3, 0, 0},
        {0x01, 11, 1, 0, 0}, /* SET_INTERFACE, alternate 1 */
        {0x81, 10, 0, 9, 1},
        {0x81, GET_STATUS, 0, 3, 2},
        {0x82, GET_STATUS, 0, 5, 2}, /* endpoints that are not there */
        {0x82, GET_STATUS, 0, 0x8F, 2},
        {0x82, 12, 0, 0x81, 2},           /* SYNCH_FRAME */
        {ENDPOINT, SET_FEATURE, 0, 0, 0}, /* endpoint 0 cannot be halted */
        {ENDPOINT, SET_FEATURE, 7, 1, 0},
        {0x83, GET_STATUS, 0, 0, 2}, /* recipient: other */
        {0xC0, 0x55, 0, 7, 64},      /* vendor */
        {0x40, 0x20, 0, 7, 0},
        {0xC1, 0x20, 0, 7, 64},
        {0xE0, 6, 0x0100, 0, 18}, /* a type that there is not */
        {0xFF, 0xFF, 0xFFFF, 0xFFFF, 64},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        enum usb_status status =
            request(wrong[i].type, wrong[i].code, wrong[i].value,
                    wrong[i].index, wrong[i].length);
        if (status != USB_STALLED)
            fail_msg("request 0x%02X 0x%02X (%u) ends with %d", wrong[i].type,
                     wrong[i].code, i, status);
    }
    expect_works();
}

/* Whatever eight bytes come, the device answers the next good request. */
static void any_request_is_survived(void **state)
{
    uint32_t word = 7;
    (void)state;
    for (unsigned i = 0; i < 4000; i++) {
        uint8_t setup[8];
        for (unsigned k = 0; k < 8; k++) {
            word = word * 1664525 + 1013904223;
            setup[k] = (uint8_t)(word >> 24);
        }
        setup[1] &= 0x3F;
        setup[3] &= 3;
        setup[5] = 0;
        setup[7] &= 1;
        if (setup[0] == 0 && (setup[1] == 5 || setup[1] == 9))
            continue; /* a host that gets lost by itself */
        if (setup[0] == 0x21)
            continue; /* it may ask for the ROM */
        request(setup[0], setup[1], setup[2] | (unsigned)setup[3] << 8,
                setup[4], setup[6] | (unsigned)setup[7] << 8);
    }
    assert_int_equal(request(0x80, 6, 0x0100, 0, 18), USB_DONE);
    desk_configure();
    expect_works();
}

static void status_is_told(void **state)
{
    (void)state;
    assert_int_equal(request(0x80, GET_STATUS, 0, 0, 2), USB_DONE);
    assert_int_equal(data[0], 1); /* self-powered */
    assert_int_equal(request(0x81, GET_STATUS, 0, DFU, 2), USB_DONE);
    assert_int_equal(data[0], 0);
    assert_int_equal(request(0x82, GET_STATUS, 0, 0x81, 2), USB_DONE);
    assert_int_equal(data[0], 0);
    assert_int_equal(request(0x82, GET_STATUS, 0, 0, 2), USB_DONE);
    assert_int_equal(data[0], 0);
}

static void an_endpoint_is_halted_and_begins_anew(void **state)
{
    static const unsigned addresses[] = {0x01, 0x81};
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        expect_works(); /* the toggles are no longer both 0 */
        assert_int_equal(request(ENDPOINT, SET_FEATURE, 0, addresses[i], 0),
                         USB_DONE);
        assert_int_equal(request(0x82, GET_STATUS, 0, addresses[i], 2),
                         USB_DONE);
        assert_int_equal(data[0], 1);
        submit(addresses[i] & 0x80, 5, 3);
        assert_int_equal(desk_take().status, USB_STALLED);
        assert_int_equal(request(ENDPOINT, CLEAR_FEATURE, 0, addresses[i], 0),
                         USB_DONE);
        expect_works();
    }
}

/* Both directions: what the device kept when IN was halted comes afterwards. */
static void data_behind_a_halt_are_not_lost(void **state)
{
    (void)state;
    assert_int_equal(request(ENDPOINT, SET_FEATURE, 0, 0x81, 0), USB_DONE);
    memcpy(data, "later", 5);
    submit(false, 5, 1);
    assert_int_equal(desk_take().status, USB_DONE);
    assert_int_equal(request(ENDPOINT, CLEAR_FEATURE, 0, 0x81, 0), USB_DONE);
    submit(true, 64, 2);
    assert_int_equal(desk_take().actual, 5);
    assert_memory_equal(data + 4096, "later", 5);
}

/* --- the cable --- */

static void expect_gone(void)
{
    struct usb_transfer taken;
    while (machine_usb_take(&desk, &taken))
        assert_true(taken.status == USB_GONE || taken.status == USB_DONE);
}

static void the_cable_is_pulled_and_comes_back(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        submit(false, 4096, 1);
        desk_run(300 + 170 * i, NULL); /* in the middle of the data */
        machine_usb_plug(&desk, false);
        expect_gone();
        desk_pass(30);
        assert_int_equal(desk.usb.port, USB_PORT_EMPTY);
        desk_plug();
        desk_configure();
        expect_works();
    }
}

/* A long control transfer is in its data when the port is reset: the host of
 * the bench does it by a quick pull and plug. */
static void a_reset_in_the_middle_of_a_request(void **state)
{
    (void)state;
    for (unsigned us = 20; us < 400; us += 20) {
        struct usb_transfer transfer = {
            .kind = USB_CONTROL,
            .in = true,
            .setup = {0x80, 6, 0, 2, 0, 0, 0, 1},
            .length = 256,
            .data = data,
        };
        desk_submit(&transfer);
        desk_run(us, NULL);
        machine_usb_plug(&desk, false);
        machine_usb_plug(&desk, true);
        expect_gone();
        desk_pass(DESK_READY_MS);
        assert_int_equal(desk.usb.port, USB_PORT_READY);
        desk_configure();
        expect_works();
    }
}

/* The bus is reset under the data of a bulk transfer: the device answers at
 * address 0, not configured, and forgets its packets. */
static void a_reset_in_the_middle_of_the_data(void **state)
{
    enum { DADDR = 0x40005C4C, EF = 0x80 };
    uint32_t address;
    (void)state;
    submit(false, 4096, 1);
    desk_run(700, NULL);
    usb_drive(&desk.chip, USB_LINE_RESET, 0);
    desk_pass(10);
    usb_drive(&desk.chip, USB_LINE_FRAMES, 0);
    desk_pass(5);
    assert_true(bus_read(&desk.chip, DADDR, 4, &address));
    assert_int_equal(address, EF);
    assert_int_equal(desk_take().status, USB_LOST);
    machine_usb_plug(&desk, false);
    desk_plug();
    assert_int_equal(request(0xA1, 5, 0, DFU, 1), USB_STALLED);
    desk_configure();
    expect_works();
}

/* The host that gives up a transfer begins the next one with SETUP. */
static void a_request_that_is_given_up(void **state)
{
    struct usb_transfer taken;
    (void)state;
    for (unsigned us = 20; us < 400; us += 10) {
        struct usb_transfer transfer = {
            .kind = USB_CONTROL,
            .in = true,
            .setup = {0x80, 6, 0, 2, 0, 0, 0, 1},
            .length = 256,
            .data = data,
            .tag = 77,
        };
        desk_submit(&transfer);
        desk_run(us, NULL);
        if (!machine_usb_cancel(&desk, 77, &taken))
            desk_take();
        assert_int_equal(request(0x80, 6, 0x0100, 0, 18), USB_DONE);
        assert_int_equal(data[0], 18);
    }
    expect_works();
}

/* --- suspend --- */

/* The frames stop for 20 ms; the device sleeps with FSUSP, and goes on when
 * they come again. */
static void it_suspends_and_resumes(void **state)
{
    struct stm32l0 *parts = stm32l0(&desk.chip);
    (void)state;
    usb_drive(&desk.chip, USB_LINE_IDLE, 0);
    desk_pass(20);
    assert_true(parts->usb.cntr & CNTR_FSUSP);
    usb_drive(&desk.chip, USB_LINE_RESUME, 0);
    desk_pass(20);
    usb_drive(&desk.chip, USB_LINE_FRAMES, 0);
    desk_pass(3);
    assert_false(parts->usb.cntr & CNTR_FSUSP);
    expect_works();
}

/* Nobody is there: the rest of the demo does not notice. */
static void no_cable_no_trouble(void **state)
{
    (void)state;
    desk_start("nucleo-l073rz.elf");
    bool led = desk_led();
    desk_pass(300);
    assert_int_not_equal(desk_led(), led);
    assert_int_equal(desk_resets, 0);
    desk_plug();
    desk_configure();
    expect_works();
}

int main(void)
{
#define OPEN(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)
    const struct CMUnitTest tests[] = {
        OPEN(wrong_requests_stall),
        OPEN(any_request_is_survived),
        OPEN(status_is_told),
        OPEN(an_endpoint_is_halted_and_begins_anew),
        OPEN(data_behind_a_halt_are_not_lost),
        OPEN(the_cable_is_pulled_and_comes_back),
        OPEN(a_reset_in_the_middle_of_a_request),
        OPEN(a_reset_in_the_middle_of_the_data),
        OPEN(a_request_that_is_given_up),
        OPEN(it_suspends_and_resumes),
        OPEN(no_cable_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
