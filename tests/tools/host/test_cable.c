/* SPDX-License-Identifier: MIT
 *
 * The cable to a client on a pty: whose turn it is to send.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bench/machine_run.h"
#include "tests/tools/host/rom_desk.h"

enum { BAUD = 115200, SLICE_US = 50 };

static struct rom_desk desk;

static int set_up(void **state)
{
    (void)state;
    return rom_desk_open(&desk);
}

static int tear_down(void **state)
{
    (void)state;
    rom_desk_close(&desk);
    return 0;
}

/* Returns the bytes that came from the chip. */
static size_t run_us(uint64_t us)
{
    struct machine_event event;
    uint64_t end = machine_ps(&desk.machine) + us * PS_PER_US;
    size_t count = 0;
    while (machine_ps(&desk.machine) < end) {
        machine_run(&desk.machine,
                    machine_ps(&desk.machine) + SLICE_US * PS_PER_US, &event);
        count += cable_exchange(&desk.cable, &desk.machine, false, NULL);
    }
    return count;
}

static bool expects(void)
{
    return cable_expects(&desk.cable, &desk.machine);
}

static void the_host_waits_for_the_client_after_an_answer(void **state)
{
    (void)state;
    run_us(10000);
    assert_false(expects()); /* nobody has said anything */
    assert_int_equal(write(desk.client, "\x7F", 1), 1);
    for (unsigned i = 0; run_us(SLICE_US) == 0; i++) {
        assert_true(i < 100);
        assert_false(expects()); /* the chip is to answer */
    }
    assert_false(expects()); /* there may be more */
    assert_int_equal(run_us(200), 0);
    assert_true(expects());
    cable_waited(&desk.cable); /* the client did not send */
    assert_false(expects());
}

/* An answer reaches the client as a whole. */
static void the_host_hears_the_end_of_an_answer(void **state)
{
    struct machine_event event;
    uint8_t bytes[32];
    (void)state;
    run_us(10000);
    assert_int_equal(write(desk.client, "\x7F", 1), 1);
    assert_int_equal(run_us(2000), 1); /* ACK */
    assert_int_equal(read(desk.client, bytes, sizeof bytes), 1);
    assert_false(cable_hears(&desk.cable, &desk.machine));
    assert_int_equal(write(desk.client, "\x00\xFF", 2), 2); /* Get */
    cable_exchange(&desk.cable, &desk.machine, false, NULL);
    assert_false(cable_hears(&desk.cable, &desk.machine));
    unsigned heard = 0;
    for (unsigned i = 0; i < 3000 / SLICE_US; i++) {
        machine_run(&desk.machine,
                    machine_ps(&desk.machine) + SLICE_US * PS_PER_US, &event);
        heard += cable_hears(&desk.cable, &desk.machine);
    }
    assert_false(cable_hears(&desk.cable, &desk.machine));
    assert_in_range(heard * SLICE_US, 15 * 95, 17 * 95);
    assert_int_equal(cable_exchange(&desk.cable, &desk.machine, false, NULL),
                     15);
    assert_true(expects()); /* it ended long ago */
    assert_int_equal(read(desk.client, bytes, sizeof bytes), 15);
}

static void the_chip_is_busy_between_two_words_of_flash(void **state)
{
    (void)state;
    run_us(50000);
    assert_false(cable_busy(&desk.cable, &desk.machine));
    desk.machine.chip.due[DUE_FLASH] = machine_ps(&desk.machine) + 1;
    cable_exchange(&desk.cable, &desk.machine, false, NULL);
    desk.machine.chip.due[DUE_FLASH] = NEVER;
    assert_true(cable_busy(&desk.cable, &desk.machine));
    run_us(25000);
    assert_false(cable_busy(&desk.cable, &desk.machine));
}

static void queued_bytes_take_their_time(void **state)
{
    static const uint8_t bytes[100];
    (void)state;
    run_us(10000);
    assert_int_equal(cable_queued_ps(&desk.cable, &desk.machine), 0);
    assert_int_equal(write(desk.client, bytes, sizeof bytes), sizeof bytes);
    cable_exchange(&desk.cable, &desk.machine, false, NULL);
    uint64_t frame_ps = 11 * PS_PER_S / BAUD;
    assert_int_equal(cable_queued_ps(&desk.cable, &desk.machine),
                     99 * frame_ps); /* one is on its way */
    run_us(5000);
    uint64_t left = cable_queued_ps(&desk.cable, &desk.machine);
    assert_in_range(left, 94 * frame_ps - 5000 * PS_PER_US,
                    99 * frame_ps - 5000 * PS_PER_US + frame_ps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_host_waits_for_the_client_after_an_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_host_hears_the_end_of_an_answer,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_chip_is_busy_between_two_words_of_flash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(queued_bytes_take_their_time, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
