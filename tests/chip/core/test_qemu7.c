/* SPDX-License-Identifier: MIT
 *
 * tests/firmware/exceptions.c and exceptions7.c on a virtual Cortex-M3 and M4
 * and on QEMU's (machines mps2-an385 and mps2-an386), compared line by line.
 */
#include "tests/chip/core/qemu_driver.h"
#include "tests/chip/core/small_chip.h"

static void start_m3(void)
{
    small_chip_init(&chip, &cortex_m3);
    start_with_image();
}

static void start_m4(void)
{
    small_chip_init(&chip, &cortex_m4f);
    start_with_image();
}

#define IMPRECISE                                                              \
    "a refused store: the chip's are buffered, so that its fault comes after " \
    "the instruction, without an address; QEMU's are not"
#define BREAKPOINT "BKPT without a debugger: HFSR.DEBUGEVT (DDI0403 C1.6.1)"

static const struct known known7[] = {
    {"FAULTMASK in handlers", "faultmask ", "0", "1",
     "at the priority of NMI it cannot be set (DDI0403 B5.2.3)"},
    {"faults", "from=", NULL, NULL, IMPRECISE},
    {"faults", "cfsr ", "400", "8200", IMPRECISE},
    {"faults", "bfar ", "0", "A0000000", IMPRECISE},
    {"faults, disabled", "from=", NULL, NULL, IMPRECISE},
    {"faults, disabled", "cfsr ", "400", "8200", IMPRECISE},
    {"faults, disabled", "bfar ", "0", "A0000000", IMPRECISE},
    {"faults", "hfsr ", "80000000", "40000000", BREAKPOINT},
    {"faults, disabled", "hfsr ", "80000000", "40000000", BREAKPOINT},
    {"SVC that cannot preempt", "from=", NULL, NULL,
     "return address of an SVC that becomes a HardFault: the chip stacks that "
     "of the SVC (assumed), QEMU that of the next instruction"},
};

static const struct qemu_case m3 = {
    .machine = "mps2-an385",
    .known = known7,
    .known_count = sizeof known7 / sizeof *known7,
    .lines_min = 300,
    .rettobase = true,
    .start = start_m3,
};

static const struct qemu_case m4 = {
    .machine = "mps2-an386",
    .known = known7,
    .known_count = sizeof known7 / sizeof *known7,
    .lines_min = 300,
    .rettobase = true,
    .start = start_m4,
};

static void test_m3(void **state)
{
    (void)state;
    compare_image(&m3, "exceptions7.elf");
}

static void test_m4(void **state)
{
    (void)state;
    compare_image(&m4, "exceptions7.elf");
}

static void test_m4_clang(void **state)
{
    (void)state;
    compare_image(&m4, "clang/exceptions7.elf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_m3),
        cmocka_unit_test(test_m4),
        cmocka_unit_test(test_m4_clang),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
