/* SPDX-License-Identifier: MIT
 *
 * System control block: AIRCR, access sizes and privilege. DDI0419 B3.2.
 */
#include "tests/chip/core/exception_fixture.h"

enum {
    CPUID = 0xE000ED00,
};

static void test_aircr(void **state)
{
    (void)state;
    assert_int_equal(rd(&chip, AIRCR), 0xFA050000);
    wr(&chip, AIRCR, 0xFA050004); /* the key as it reads is not the key */
    wr(&chip, AIRCR, 0x00000004);
    wr(&chip, AIRCR, 0x05FA0000);
    assert_int_equal(chip.reset.requested, RESET_NONE);
    wr(&chip, AIRCR, 0x05FA0004);
    assert_int_equal(chip.reset.requested, RESET_SYSTEM);
}

/* The reset comes before the next instruction. */
static void test_sysresetreq(void **state)
{
    (void)state;
    chip.cpu.r[0] = AIRCR;
    chip.cpu.r[1] = 0x05FA0004;
    chip.cpu.r[2] = 0x20000000;
    load_word(&chip, 0x20000000, 0);
    PUT(CODE, 0x6001, 0x6011); /* str r1, [r0]; str r1, [r2] */
    uint32_t resets = chip.reset.count;
    steps(2);
    assert_int_equal(chip.reset.count, resets + 1);
    assert_int_equal(rd(&chip, 0x20000000), 0);
}

static void test_vectclractive(void **state)
{
    (void)state;
    pend_irq(0);
    step();
    wr(&chip, AIRCR, 0x05FA0002);
    assert_int_equal(rd(&chip, ICSR), 0);
    assert_int_equal(chip.cpu.ipsr, 0);
    pend_irq(0);
    step();
    assert_in_handler(16, EXC_MAIN);
}

static void test_narrow(void **state)
{
    (void)state;
    assert_true(rd_faults(&chip, CPUID, 1));
    assert_true(rd_faults(&chip, CPUID, 2));
    assert_true(wr_faults(&chip, SCR, 1, 4));
    assert_true(wr_faults(&chip, SCR, 2, 4));
    assert_int_equal(rd(&chip, SCR), 0);
}

static void test_unprivileged(void **state)
{
    (void)state;
    chip.cpu.control = 1;
    assert_true(rd_faults(&chip, CPUID, 4));
    assert_true(wr_faults(&chip, SCR, 4, 4));
    chip.cpu.control = 0;
    assert_int_equal(rd(&chip, SCR), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_aircr),  TEST(test_sysresetreq),  TEST(test_vectclractive),
        TEST(test_narrow), TEST(test_unprivileged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
