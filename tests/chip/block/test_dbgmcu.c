/* SPDX-License-Identifier: MIT
 *
 * DBGMCU: identity, freeze registers, what resets them.
 */
#include "tests/chip/block.h"

enum {
    DBGMCU_IDCODE = 0x40015800,
    DBGMCU_CR = 0x40015804,
    DBGMCU_APB1_FZ = 0x40015808,
    RCC_APB2RSTR = 0x40021024,
    DBGRST = 1 << 22,
};

static void test_revision(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    chip.part.rev_id = 0x1000;
    expect_rd(&chip, DBGMCU_IDCODE, 0x10006447);
    chip.part.rev_id = 0x2000;
    do_reset(&chip, RESET_POWER);
    expect_rd(&chip, DBGMCU_IDCODE, 0x20006447);
}

static void test_resets(void **state)
{
    (void)state;
    static const struct {
        enum reset_kind kind;
        uint32_t cr;
    } rows[] = {
        {RESET_PIN, 7},     {RESET_SYSTEM, 7}, {RESET_OPTION, 7},
        {RESET_STANDBY, 7}, {RESET_DIP, 0},    {RESET_POWER, 0},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        fixture_chip(&chip);
        wr(&chip, DBGMCU_CR, 7);
        do_reset(&chip, rows[i].kind);
        expect_rd(&chip, DBGMCU_CR, rows[i].cr);
    }
}

static void test_rcc_reset(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, DBGMCU_APB1_FZ, 1);
    wr(&chip, RCC_APB2RSTR, DBGRST);
    wr(&chip, RCC_APB2RSTR, 0);
    expect_rd(&chip, DBGMCU_APB1_FZ, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_revision),
        cmocka_unit_test(test_resets),
        cmocka_unit_test(test_rcc_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
