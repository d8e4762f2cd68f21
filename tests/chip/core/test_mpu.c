/* SPDX-License-Identifier: MIT
 *
 * MPU: its regions are selected by RNR and by RBAR, and reset.
 */
#include "tests/chip/block.h"

#define MPU(offset) (0xE000ED90u + (offset))

enum { TYPE = 0x00, CTRL = 0x04, RNR = 0x08, RBAR = 0x0C, RASR = 0x10 };
enum { VALID = 1 << 4 };

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    return 0;
}

static void each_region_has_its_registers(void **state)
{
    (void)state;
    expect_rd(&chip, MPU(TYPE), 0x800);
    for (uint32_t i = 0; i < 8; i++) {
        wr(&chip, MPU(RNR), i);
        wr(&chip, MPU(RBAR), 0x20000000 + i * 0x100);
        wr(&chip, MPU(RASR), i << 1);
    }
    for (uint32_t i = 0; i < 8; i++) {
        wr(&chip, MPU(RNR), i);
        expect_rd(&chip, MPU(RBAR), 0x20000000 + i * 0x100 + i);
        expect_rd(&chip, MPU(RASR), i << 1);
    }
}

static void a_valid_base_selects_its_region(void **state)
{
    (void)state;
    wr(&chip, MPU(RNR), 1);
    wr(&chip, MPU(RBAR), 0x08000000 | VALID | 6);
    expect_rd(&chip, MPU(RNR), 6);
    wr(&chip, MPU(RASR), 0x03000021);
    wr(&chip, MPU(RBAR), 0x08001000 | 3); /* VALID=0: still region 6 */
    expect_rd(&chip, MPU(RBAR), 0x08001006);
    wr(&chip, MPU(RNR), 1);
    expect_rd(&chip, MPU(RBAR), 1);
    expect_rd(&chip, MPU(RASR), 0);
}

static void a_reset_switches_it_off(void **state)
{
    (void)state;
    wr(&chip, MPU(CTRL), 5);
    expect_rd(&chip, MPU(CTRL), 5);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, MPU(CTRL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_region_has_its_registers, setup),
        cmocka_unit_test_setup(a_valid_base_selects_its_region, setup),
        cmocka_unit_test_setup(a_reset_switches_it_off, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
