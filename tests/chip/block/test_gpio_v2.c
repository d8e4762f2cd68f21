/* SPDX-License-Identifier: MIT */
#include "tests/chip/chip_fixture.h"

enum {
    RCC_IOPRSTR = 0x4002101C,
    RCC_IOPENR = 0x4002102C,
    GPIOA = 0x50000000,
    GPIOB = 0x50000400,
    GPIOC = 0x50000800,
    MODER = 0x00,
    OTYPER = 0x04,
    OSPEEDR = 0x08,
    PUPDR = 0x0C,
    IDR = 0x10,
    ODR = 0x14,
    BSRR = 0x18,
    LCKR = 0x1C,
    AFRL = 0x20,
    AFRH = 0x24,
    BRR = 0x28,
    LCKK = 1 << 16,
    INPUTS = 0,
    OUTPUTS = 0x55555555,
};

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, RCC_IOPENR, 0x9F);
    return 0;
}

static void bsrr_and_brr(void **state)
{
    (void)state;
    wr(&chip, GPIOB + ODR, 0x00F0);
    wr(&chip, GPIOB + BSRR, 0x00FF0003); /* bits 0, 1: set wins */
    assert_int_equal(rd(&chip, GPIOB + ODR), 0x0003);
    wr(&chip, GPIOB + BRR, 0x0001);
    assert_int_equal(rd(&chip, GPIOB + ODR), 0x0002);
}

static void byte_and_half_access(void **state)
{
    (void)state;
    wr16(&chip, GPIOB + ODR, 0x1234);
    wr8(&chip, GPIOB + ODR + 1, 0xAB);
    assert_int_equal(rd(&chip, GPIOB + ODR), 0xAB34);
    wr16(&chip, GPIOB + BSRR + 2, 0x0004);
    assert_int_equal(rd8(&chip, GPIOB + ODR), 0x30);
    wr16(&chip, GPIOB + MODER + 2, 0x5555);
    assert_int_equal(rd(&chip, GPIOB + MODER), 0x5555FFFF);
}

static unsigned idr_b0(void)
{
    return rd(&chip, GPIOB + IDR) & 1;
}

static void outputs_drive_the_pin(void **state)
{
    (void)state;
    wr(&chip, GPIOB + MODER, OUTPUTS);
    wr(&chip, GPIOB + ODR, 0xA5A5);
    assert_int_equal(rd(&chip, GPIOB + IDR), 0xA5A5);
    assert_int_equal(gpio_v2_levels(&chip, GPIO_B), 0xA5A5);
}

static void open_drain_lets_go(void **state)
{
    (void)state;
    wr(&chip, GPIOB + MODER, OUTPUTS);
    wr(&chip, GPIOB + OTYPER, 1);
    wr(&chip, GPIOB + ODR, 1);
    assert_int_equal(idr_b0(), 0); /* floats */
    wr(&chip, GPIOB + PUPDR, 1);
    assert_int_equal(idr_b0(), 1);
    wr(&chip, GPIOB + ODR, 0);
    assert_int_equal(idr_b0(), 0);
}

static void pulls(void **state)
{
    (void)state;
    wr(&chip, GPIOB + MODER, INPUTS);
    assert_int_equal(rd(&chip, GPIOB + IDR), 0); /* floating */
    wr(&chip, GPIOB + PUPDR, 0x9);               /* PB0 up, PB1 down */
    assert_int_equal(rd(&chip, GPIOB + IDR), 1);
    wr(&chip, GPIOB + MODER, 0x3); /* PB0 analog: its pull is off */
    assert_int_equal(gpio_v2_levels(&chip, GPIO_B), 0);
}

/* The wire is high, but an analog input reads 0. */
static void analog_reads_0(void **state)
{
    (void)state;
    assert_true(gpio_v2_levels(&chip, GPIO_C) & 1 << 13); /* B1's pull-up */
    assert_int_equal(rd(&chip, GPIOC + IDR), 0);
    wr(&chip, GPIOC + MODER, ~(3u << 26));
    assert_int_equal(rd(&chip, GPIOC + IDR), 1 << 13);
}

static void the_board_drives(void **state)
{
    (void)state;
    wr(&chip, GPIOC + MODER, INPUTS);
    assert_int_equal(rd(&chip, GPIOC + IDR), 1 << 13);
    chip_pin_drive(&chip, GPIO_C, 13, false); /* B1 is pressed */
    assert_int_equal(rd(&chip, GPIOC + IDR), 0);
    chip_pin_release(&chip, GPIO_C, 13);
    assert_int_equal(rd(&chip, GPIOC + IDR), 1 << 13);
    chip_pin_drive(&chip, GPIO_C, 0, true);
    assert_int_equal(rd(&chip, GPIOC + IDR), 1 << 13 | 1);
}

static void the_board_wins(void **state)
{
    (void)state;
    wr(&chip, GPIOB + MODER, OUTPUTS);
    wr(&chip, GPIOB + ODR, 1);
    chip_pin_drive(&chip, GPIO_B, 0, false);
    assert_int_equal(idr_b0(), 0);
    wr(&chip, GPIOB + BRR, 1);
    wr(&chip, GPIOB + BSRR, 1);
    assert_int_equal(idr_b0(), 0);
    assert_int_equal(rd(&chip, GPIOB + ODR), 1);
    chip_pin_release(&chip, GPIO_B, 0);
    assert_int_equal(idr_b0(), 1);
}

static void an_alternate_function_without_model_floats(void **state)
{
    (void)state;
    wr(&chip, GPIOB + AFRL, 0x5);
    wr(&chip, GPIOB + ODR, 1);
    wr(&chip, GPIOB + MODER, 0x2);
    assert_int_equal(idr_b0(), 0);
    wr(&chip, GPIOB + PUPDR, 1);
    assert_int_equal(idr_b0(), 1);
}

/* LD2 of the Nucleo, PA5: each change is reported with the time and the levels.
 */
static void a_watched_pin_tells(void **state)
{
    (void)state;
    chip.watch.events = 1 << EVENT_PIN;
    chip.watch.pins[GPIO_A] = 1 << 5;
    wr(&chip, GPIOA + MODER, 0xEBFFD7FF); /* PA5, PA6 outputs, 0 */
    assert_int_equal(chip.events.count, 0);
    wr(&chip, GPIOA + ODR, 1 << 5);
    wr(&chip, GPIOA + ODR, 1 << 5 | 1 << 6); /* PA6 is not watched */
    assert_int_equal(run_us(&chip, 10), STOP_EVENT);
    assert_int_equal(chip.events.count, 1);
    assert_int_equal(chip.events.list[0].kind, EVENT_PIN);
    assert_int_equal(chip.events.list[0].pin.port, GPIO_A);
    assert_int_equal(chip.events.list[0].pin.before & 1 << 5, 0);
    assert_int_equal(chip.events.list[0].pin.after & 1 << 5, 1 << 5);
    chip.events.count = 0;
    assert_int_equal(run_us(&chip, 10), STOP_BUDGET);
    wr(&chip, GPIOA + BRR, 1 << 6);
    assert_int_equal(run_us(&chip, 10), STOP_BUDGET);
    wr(&chip, GPIOA + BRR, 1 << 5);
    assert_int_equal(run_us(&chip, 10), STOP_EVENT);
    assert_int_equal(chip.events.list[0].pin.after & 1 << 5, 0);
}

/* --- lock --- */

static void lock(uint32_t pins)
{
    wr(&chip, GPIOB + LCKR, LCKK | pins);
    wr(&chip, GPIOB + LCKR, pins);
    wr(&chip, GPIOB + LCKR, LCKK | pins);
    rd(&chip, GPIOB + LCKR);
}

static void lock_freezes_configuration(void **state)
{
    (void)state;
    wr(&chip, GPIOB + MODER, OUTPUTS);
    lock(1 << 0 | 1 << 15);
    assert_int_equal(rd(&chip, GPIOB + LCKR), LCKK | 1 << 15 | 1);
    static const struct {
        uint32_t reg, write, now;
    } expected[] = {
        {MODER, 0xFFFFFFFF, 0x7FFFFFFD},
        {OTYPER, 0xFFFF, 0x7FFE},
        {OSPEEDR, 0xFFFFFFFF, 0x3FFFFFFC},
        {PUPDR, 0xFFFFFFFF, 0x3FFFFFFC},
        {AFRL, 0xFFFFFFFF, 0xFFFFFFF0},
        {AFRH, 0xFFFFFFFF, 0x0FFFFFFF},
        {ODR, 0xFFFF, 0xFFFF}, /* the data register is not frozen */
    };
    for (unsigned i = 0; i < sizeof expected / sizeof *expected; i++) {
        wr(&chip, GPIOB + expected[i].reg, expected[i].write);
        assert_int_equal(rd(&chip, GPIOB + expected[i].reg), expected[i].now);
    }
}

static void a_lock_holds_until_reset(void **state)
{
    (void)state;
    lock(1);
    wr(&chip, GPIOB + LCKR, 0xFFFF);
    lock(2);
    assert_int_equal(rd(&chip, GPIOB + LCKR), LCKK | 1);
    wr(&chip, RCC_IOPRSTR, 2);
    wr(&chip, RCC_IOPRSTR, 0);
    assert_int_equal(rd(&chip, GPIOB + LCKR), 0);
    lock(2);
    assert_int_equal(rd(&chip, GPIOB + LCKR), LCKK | 2);
}

/* Every wrong sequence leaves the port unlocked. */
static void a_wrong_lock_sequence(void **state)
{
    (void)state;
    static const uint32_t wrong[][3] = {
        {LCKK | 1, 1, 1},        {LCKK | 1, LCKK | 1, LCKK | 1},
        {LCKK | 1, 2, LCKK | 1}, {LCKK | 1, 1, LCKK | 2},
        {1, 1, LCKK | 1},        {1, LCKK | 1, 1},
        {LCKK | 1, 2, LCKK | 2},
    };
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        for (unsigned k = 0; k < 3; k++)
            wr(&chip, GPIOB + LCKR, wrong[i][k]);
        rd(&chip, GPIOB + LCKR);
        assert_false(rd(&chip, GPIOB + LCKR) & LCKK);
    }
    /* A read in the middle ends the sequence. */
    wr(&chip, GPIOB + LCKR, LCKK | 1);
    wr(&chip, GPIOB + LCKR, 1);
    rd(&chip, GPIOB + LCKR);
    wr(&chip, GPIOB + LCKR, LCKK | 1);
    rd(&chip, GPIOB + LCKR);
    assert_false(rd(&chip, GPIOB + LCKR) & LCKK);
    lock(1); /* and the right one still works */
    assert_true(rd(&chip, GPIOB + LCKR) & LCKK);
}

/* --- resets --- */

static void reset_of_one_port(void **state)
{
    (void)state;
    wr(&chip, GPIOA + ODR, 0x1234);
    wr(&chip, GPIOB + ODR, 0x1234);
    wr(&chip, GPIOB + MODER, OUTPUTS);
    wr(&chip, RCC_IOPRSTR, 2);
    wr(&chip, RCC_IOPRSTR, 0);
    assert_int_equal(rd(&chip, GPIOA + ODR), 0x1234);
    assert_int_equal(rd(&chip, GPIOB + ODR), 0);
    assert_int_equal(rd(&chip, GPIOB + MODER), 0xFFFFFFFF);
    assert_int_equal(gpio_v2_levels(&chip, GPIO_B), 0);
}

static void system_reset_lets_pins_go(void **state)
{
    (void)state;
    wr(&chip, GPIOB + MODER, OUTPUTS);
    wr(&chip, GPIOB + ODR, 0xFFFF);
    lock(0xFFFF);
    reset_request(&chip, RESET_SYSTEM);
    run_us(&chip, 100);
    assert_int_equal(gpio_v2_levels(&chip, GPIO_B), 0);
    assert_true(gpio_v2_levels(&chip, GPIO_C) & 1 << 13);
    wr(&chip, RCC_IOPENR, 3);
    assert_int_equal(rd(&chip, GPIOA + MODER), 0xEBFFFCFF);
    assert_int_equal(rd(&chip, GPIOB + MODER), 0xFFFFFFFF);
    assert_int_equal(rd(&chip, GPIOB + LCKR), 0);
}

/* Or a reset between two looks could hide a read. */
static void resets_keep_the_cycle_of_the_last_read(void **state)
{
    (void)state;
    assert_int_equal(gpio_v2_read_last(&chip, GPIO_B), 0);
    rd(&chip, GPIOB + IDR);
    uint64_t read = gpio_v2_read_last(&chip, GPIO_B);
    assert_int_equal(read, chip.cycle + 1);
    run_us(&chip, 100);
    rd(&chip, GPIOB + ODR);
    reset_request(&chip, RESET_SYSTEM);
    run_us(&chip, 100);
    assert_int_equal(gpio_v2_read_last(&chip, GPIO_B), read);
    wr(&chip, RCC_IOPENR, 3);
    rd(&chip, GPIOB + IDR);
    assert_int_equal(gpio_v2_read_last(&chip, GPIO_B), chip.cycle + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(bsrr_and_brr, setup),
        cmocka_unit_test_setup(byte_and_half_access, setup),
        cmocka_unit_test_setup(outputs_drive_the_pin, setup),
        cmocka_unit_test_setup(open_drain_lets_go, setup),
        cmocka_unit_test_setup(pulls, setup),
        cmocka_unit_test_setup(analog_reads_0, setup),
        cmocka_unit_test_setup(the_board_drives, setup),
        cmocka_unit_test_setup(the_board_wins, setup),
        cmocka_unit_test_setup(an_alternate_function_without_model_floats,
                               setup),
        cmocka_unit_test_setup(a_watched_pin_tells, setup),
        cmocka_unit_test_setup(lock_freezes_configuration, setup),
        cmocka_unit_test_setup(a_lock_holds_until_reset, setup),
        cmocka_unit_test_setup(a_wrong_lock_sequence, setup),
        cmocka_unit_test_setup(reset_of_one_port, setup),
        cmocka_unit_test_setup(system_reset_lets_pins_go, setup),
        cmocka_unit_test_setup(resets_keep_the_cycle_of_the_last_read, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
