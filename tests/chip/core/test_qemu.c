/* SPDX-License-Identifier: MIT
 *
 * tests/firmware/exceptions.c on the virtual chip and on QEMU's Cortex-M0
 * (machine microbit), compared line by line; and its ways into lock-up, which
 * only the chip survives.
 */
#include "tests/chip/core/qemu_driver.h"

static void start_chip(void)
{
    struct part part;
    assert_true(part_find("stm32l073rz", &part));
    chip_init(&chip, &part);
    start_with_image();
}

static const struct known known_fields[] = {
    {"SVC that cannot preempt", "from=", NULL, NULL,
     "return address of an SVC that becomes a HardFault: the chip stacks that "
     "of the SVC (assumed), QEMU that of the next instruction"},
    {"core registers", "shpr3 ", "C0C00000", "C0C000C0",
     "QEMU has the priority of DebugMonitor, which is ARMv7-M's"},
    {"core registers", "scr ", "16", "0", "QEMU's Cortex-M0 has no SCR"},
    {"core registers", "csr ", "0", "4",
     "the microbit has no reference clock: CLKSOURCE is always 1"},
    {"differences", "CPUID ", "410CC601", "410CC200", "Cortex-M0+ and M0"},
    {"differences", "nPRIV ", "1", "0", "a Cortex-M0 is always privileged"},
    {"differences", "control=", "1", "0", "a Cortex-M0 is always privileged"},
};

static const struct qemu_case microbit = {
    .machine = "microbit",
    .known = known_fields,
    .known_count = sizeof known_fields / sizeof *known_fields,
    .lines_min = 300,
    .start = start_chip,
};

static void test_gcc(void **state)
{
    (void)state;
    compare_image(&microbit, "exceptions.elf");
}

static void test_clang(void **state)
{
    (void)state;
    compare_image(&microbit, "clang/exceptions.elf");
}

/* --- lock-up --- */

/* From Thread mode, when the first scenario is about to start. */
static void test_lock_up(void **state)
{
    static const uint8_t ipsr[] = {3, 3, 3, 2, 3};
    (void)state;
    load("exceptions.elf");
    for (uint32_t how = 0; how < sizeof ipsr; how++) {
        start_chip();
        assert_int_equal(run_cycles(&chip, RUN_CYCLES), STOP_BREAK);
        chip.cpu.r[0] = how;
        cpu_call(&chip, symbol("lock_up") | 1);
        assert_int_equal(run_chip(), STOP_LOCKUP);
        assert_int_equal(chip.cpu.ipsr, ipsr[how]);
        assert_null(strstr(ours, "lives"));
    }
    image_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gcc),
        cmocka_unit_test(test_clang),
        cmocka_unit_test(test_lock_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
