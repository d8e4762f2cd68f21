/* SPDX-License-Identifier: MIT
 *
 * WFI, WFE, the event register, SLEEPONEXIT. DDI0419 B1.5.18-20.
 */
#include "tests/chip/core/exception_fixture.h"

/* --- sleep --- */

static void test_wfi(void **state)
{
    (void)state;
    PUT(CODE, 0xBF30);
    step();
    assert_asleep();
    nvic_pend(&chip, 20);
    step();
    assert_in_handler(20, EXC_MAIN);
    assert_false(chip.cpu.sleeping);
    step();
    assert_int_equal(reg(CPU_PC), CODE + 2);
}

/* PRIMASK keeps the interrupt pending, but not the core asleep. */
static void test_wfi_with_primask(void **state)
{
    (void)state;
    chip.cpu.primask = true;
    PUT(CODE, 0xBF30);
    step();
    assert_asleep();
    nvic_pend(&chip, 20);
    step();
    assert_false(chip.cpu.sleeping);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), CODE + 4);
}

/* What is disabled, or no more urgent than what runs, does not wake. */
static void test_wfi_not_woken(void **state)
{
    (void)state;
    enum { ICER = 0xE000E180 };
    wr(&chip, ICER, 1u << 9);
    PUT(handler(16), 0xBF30, 0x4770);
    pend_irq(0);
    steps(2);
    nvic_pend(&chip, 25);
    assert_asleep();
    nvic_pend(&chip, 24);
    assert_asleep();
    set_priority(8, 3);
    assert_asleep();
    set_priority(0, 3);
    assert_asleep();
    set_priority(8, 0);
    step();
    assert_in_handler(24, EXC_HANDLER);
}

static void test_wfe_and_sev(void **state)
{
    (void)state;
    PUT(CODE, 0xBF40, 0xBF20, 0xBF20); /* sev; wfe; wfe */
    steps(2);
    assert_false(chip.cpu.sleeping);
    step();
    assert_asleep();
    cpu_event(&chip);
    step();
    assert_false(chip.cpu.sleeping);
    assert_int_equal(reg(CPU_PC), CODE + 8);
}

/* WFE obeys PRIMASK; SEVONPEND makes any new request an event. */
static void test_wfe_with_primask(void **state)
{
    (void)state;
    enum { ICER = 0xE000E180 };
    chip.cpu.primask = true;
    PUT(CODE, 0xBF20);
    step();
    nvic_pend(&chip, 20);
    assert_asleep();
    wr(&chip, SCR, SCR_ONPEND);
    wr(&chip, ICER, 1u << 5);
    nvic_pend(&chip, 20); /* not new */
    assert_asleep();
    nvic_pend(&chip, 21); /* new, though disabled */
    step();
    assert_false(chip.cpu.sleeping);
    assert_int_equal(chip.cpu.ipsr, 0);
}

/* Exception entry and return both set the event register. */
static void test_events_of_exceptions(void **state)
{
    (void)state;
    PUT(CODE, 0xBF20, 0xBF20);
    PUT(handler(16), 0xBF20, 0x4770); /* wfe; bx lr */
    pend_irq(0);
    steps(2);
    assert_false(chip.cpu.sleeping);
    assert_false(chip.cpu.event);
    step();
    assert_int_equal(chip.cpu.ipsr, 0);
    step();
    assert_false(chip.cpu.sleeping);
    step();
    assert_asleep();
    assert_int_equal(reg(CPU_PC), CODE + 4);
}

/* WFI and WFE with a reason to go on do not start to sleep. */
static void test_no_sleep(void **state)
{
    (void)state;
    wr(&chip, SCR, 4); /* SLEEPDEEP: Stop would change the clocks */
    chip.cpu.primask = true;
    PUT(CODE, 0xBF30, 0xBF40, 0xBF20); /* wfi; sev; wfe */
    pend_irq(0);
    for (unsigned i = 0; i < 3; i++) {
        step();
        assert_false(chip.cpu.sleeping);
        assert_false(stm32l0(&chip)->pwr.stop);
    }
}

static void test_sleep_on_exit(void **state)
{
    (void)state;
    wr(&chip, SCR, SCR_ONEXIT);
    pend_irq(0);
    steps(2);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), CODE);
    assert_asleep();
    nvic_pend(&chip, 17);
    step();
    assert_in_handler(17, EXC_MAIN);
    wr(&chip, SCR, 0);
    step();
    assert_false(chip.cpu.sleeping);
}

/* A request that is there already is no reason to sleep. */
static void test_sleep_on_exit_tail_chains(void **state)
{
    (void)state;
    wr(&chip, SCR, SCR_ONEXIT);
    pend_irq(0);
    step();
    pend_irq(1);
    step();
    assert_in_handler(17, EXC_MAIN);
    step();
    assert_asleep();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_wfi),
        TEST(test_wfi_with_primask),
        TEST(test_wfi_not_woken),
        TEST(test_wfe_and_sev),
        TEST(test_wfe_with_primask),
        TEST(test_events_of_exceptions),
        TEST(test_no_sleep),
        TEST(test_sleep_on_exit),
        TEST(test_sleep_on_exit_tail_chains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
