/* SPDX-License-Identifier: MIT
 *
 * How the demo application leaves USB for the ROM bootloader: DFU's DETACH and
 * the serial port's 1200-baud touch. The host sees a complete transfer, then,
 * 250 frames later, a device that is unplugged (boot0 explain G1).
 */
#include "tests/examples/usb_desk.h"

enum {
    TO_DFU = 0x21,
    FROM_DFU = 0xA1,
    DFU = 2, /* interfaces */
    PORT = 0,
    DETACH = 0,
    GETSTATUS = 3,
    GETSTATE = 5,
    APP_IDLE = 0,
    APP_DETACH = 1,
    SET_LINE_CODING = 0x20,
    SET_CONTROL_LINE_STATE = 0x22,
};

static void expect_state(unsigned state)
{
    uint8_t status[6], one;
    struct usb_transfer done =
        desk_control(FROM_DFU, GETSTATUS, 0, DFU, status, 6);
    const uint8_t wanted[6] = {0, 0, 0, 0, (uint8_t)state, 0};
    assert_int_equal(done.status, USB_DONE);
    assert_int_equal(done.actual, 6);
    assert_memory_equal(status, wanted, 6);
    done = desk_control(FROM_DFU, GETSTATE, 0, DFU, &one, 1);
    assert_int_equal(done.status, USB_DONE);
    assert_int_equal(one, state);
}

/* The request was made now: the device stays for 250 frames, then it is gone,
 * and the chip is reset with the request in the mailbox. */
static void expect_rom(void)
{
    desk_pass(248);
    assert_int_equal(desk.usb.port, USB_PORT_READY);
    assert_int_equal(desk_resets, 0);
    desk_pass(10);
    assert_int_not_equal(desk.usb.port, USB_PORT_READY);
    assert_int_equal(desk_resets, 1);
    assert_true(desk_rom);
    assert_true(desk.in_rom);
}

static void expect_no_rom(void)
{
    desk_pass(400);
    assert_int_equal(desk.usb.port, USB_PORT_READY);
    assert_int_equal(desk_resets, 0);
    expect_state(APP_IDLE);
}

static void detach(void)
{
    assert_int_equal(desk_control(TO_DFU, DETACH, 1000, DFU, NULL, 0).status,
                     USB_DONE);
}

static void detach_enters_the_rom(void **state)
{
    (void)state;
    expect_state(APP_IDLE);
    detach();
    expect_state(APP_DETACH);
    expect_rom();
}

/* --- the touch --- */

static void set_baud(uint32_t baud)
{
    uint8_t coding[7] = {
        (uint8_t)baud, (uint8_t)(baud >> 8), (uint8_t)(baud >> 16), 0, 0, 0, 8};
    assert_int_equal(
        desk_control(TO_DFU, SET_LINE_CODING, 0, PORT, coding, 7).status,
        USB_DONE);
}

static void set_lines(unsigned lines)
{
    assert_int_equal(
        desk_control(TO_DFU, SET_CONTROL_LINE_STATE, lines, PORT, NULL, 0)
            .status,
        USB_DONE);
}

/* As Linux opens and closes a port: both lines rise and fall. */
static void touch_enters_the_rom(void **state)
{
    (void)state;
    set_baud(115200);
    set_lines(3);
    set_baud(1200);
    expect_state(APP_IDLE);
    set_lines(0);
    expect_state(APP_DETACH);
    expect_rom();
}

/* A host that never raises DTR. */
static void touch_without_dtr_enters_the_rom(void **state)
{
    (void)state;
    set_baud(1200);
    set_lines(0);
    expect_rom();
}

static void another_speed_is_no_touch(void **state)
{
    (void)state;
    set_lines(3);
    set_baud(9600);
    set_lines(0);
    expect_no_rom();
}

/* A port that had 1200 the last time is opened again (Linux sets the speed
 * first), and RTS alone falls. */
static void opening_at_1200_is_no_touch(void **state)
{
    (void)state;
    set_baud(1200);
    set_lines(3);
    set_lines(1);
    expect_no_rom();
}

/* --- in between --- */

static void two_requests_are_one(void **state)
{
    (void)state;
    detach();
    desk_pass(100);
    detach();
    desk_pass(160);
    assert_int_equal(desk_resets, 1);
    assert_true(desk.in_rom);
}

/* Nothing is left to wait for when the cable is pulled, ... */
static void a_pulled_cable_ends_the_waiting(void **state)
{
    (void)state;
    detach();
    machine_usb_plug(&desk, false);
    desk_pass(20);
    assert_int_equal(desk_resets, 1);
    assert_true(desk.in_rom);
}

/* ... when the host resets the bus, as DFU 1.0 had it, ... */
static void a_reset_of_the_bus_ends_the_waiting(void **state)
{
    (void)state;
    detach();
    desk_pass(20);
    assert_int_equal(desk_resets, 0);
    usb_drive(&desk.chip, USB_LINE_RESET, 0);
    desk_pass(5);
    assert_int_equal(desk_resets, 1);
    assert_true(desk.in_rom);
}

/* ... or stops its frames. */
static void a_suspend_ends_the_waiting(void **state)
{
    (void)state;
    detach();
    usb_drive(&desk.chip, USB_LINE_IDLE, 0);
    desk_pass(2);
    assert_int_equal(desk_resets, 0);
    desk_pass(5);
    assert_int_equal(desk_resets, 1);
    assert_true(desk.in_rom);
}

static void version_2_does_the_same(void **state)
{
    (void)state;
    desk_start("nucleo-l073rz-v2.elf");
    desk_plug();
    desk_configure();
    detach();
    expect_rom();
}

/* clang's, which has other timings. */
static void clangs_does_the_same(void **state)
{
    (void)state;
    desk_start("clang/nucleo-l073rz.elf");
    desk_plug();
    desk_configure();
    set_baud(1200);
    set_lines(0);
    expect_rom();
}

int main(void)
{
#define OPEN(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)
    const struct CMUnitTest tests[] = {
        OPEN(detach_enters_the_rom),
        OPEN(touch_enters_the_rom),
        OPEN(touch_without_dtr_enters_the_rom),
        OPEN(another_speed_is_no_touch),
        OPEN(opening_at_1200_is_no_touch),
        OPEN(two_requests_are_one),
        OPEN(a_pulled_cable_ends_the_waiting),
        OPEN(a_reset_of_the_bus_ends_the_waiting),
        OPEN(a_suspend_ends_the_waiting),
        OPEN(version_2_does_the_same),
        OPEN(clangs_does_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
