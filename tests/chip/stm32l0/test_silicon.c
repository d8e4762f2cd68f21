/* SPDX-License-Identifier: MIT
 *
 * The chip beside a real part: 60 registers of a NUCLEO-L073RZ as OpenOCD read
 * them over its ST-LINK after `reset halt`, the clocks of all blocks off.
 * scripts/hw-oracle/captures/stm32l073/reg_oracle.json of w1ne/labwired-core,
 * commit fed8ea1b.
 */
#include "tests/chip/block.h"

static const struct {
    uint32_t address, value;
} observed[] = {
    {0x40021000, 0x00000300}, /* RCC: CR, ICSCR, CRRCR, CFGR ... */
    {0x40021004, 0x005CB05B},
    {0x40021008, 0x00004800},
    {0x4002100C, 0x00000000},
    {0x40021010, 0x00000000},
    {0x40021014, 0x00000000},
    {0x40021018, 0x00000000},
    {0x4002101C, 0x00000000},
    {0x40021020, 0x00000000},
    {0x40021024, 0x00000000},
    {0x40021028, 0x00000000},
    {0x4002102C, 0x00000000}, /* IOPENR, AHBENR, APB2ENR, APB1ENR */
    {0x40021030, 0x00000100},
    {0x40021034, 0x00000000},
    {0x40021038, 0x00000000},
    {0x4002103C, 0x0000009F}, /* IOPSMENR */
    {0x40007000, 0x00001000}, /* PWR: CR, CSR */
    {0x40007004, 0x00000000},
    {0x40007008, 0x00000000},
    {0x4000700C, 0x00000000},
    {0x40007010, 0x00000000},
    {0x40007014, 0x00000000},
    {0x40007018, 0x00000000},
    {0x4000701C, 0x00000000},
    {0x50000000, 0xEBFFFCFF}, /* GPIOA: MODER, OTYPER, OSPEEDR, PUPDR */
    {0x50000004, 0x00000000},
    {0x50000008, 0x0C000000},
    {0x5000000C, 0x24000000},
    {0x50000010, 0x00000000}, /* IDR */
    {0x50000014, 0x00000000},
    {0x50000018, 0x00000000},
    {0x5000001C, 0x00000000},
    {0x50000020, 0x00000000},
    {0x50000024, 0x00000000},
    {0x50000028, 0x00000000},
    {0x5000002C, 0x00000000},
    {0x40004400, 0x00000000}, /* USART2: CR1 ... */
    {0x40004404, 0x00000000},
    {0x40004408, 0x00000000},
    {0x4000440C, 0x00000000},
    {0x40004410, 0x00000000},
    {0x40004414, 0x00000000},
    {0x40004418, 0x00000000},
    {0x4000441C, 0x000000C0}, /* ISR */
    {0x40000000, 0x00000000}, /* TIM2: CR1 ... */
    {0x40000004, 0x00000000},
    {0x40000008, 0x00000000},
    {0x4000000C, 0x00000000},
    {0x40000010, 0x00000000},
    {0x40000014, 0x00000000},
    {0x40000018, 0x00000000},
    {0x4000001C, 0x00000000},
    {0x40000020, 0x00000000},
    {0x40000024, 0x00000000},
    {0x40000028, 0x00000000},
    {0x4000002C, 0x00000000}, /* ARR */
    {0x40000030, 0x00000000},
    {0x40000034, 0x00000000},
    {0x40000038, 0x00000000},
    {0x4000003C, 0x00000000},
};

enum { ROWS = sizeof observed / sizeof *observed };

_Static_assert(ROWS == 60, "a row is missing");

static struct chip chip;

static void compare(void)
{
    unsigned differ = 0;
    for (unsigned i = 0; i < ROWS; i++) {
        uint32_t got = rd(&chip, observed[i].address);
        if (got == observed[i].value)
            continue;
        differ++;
        print_error("0x%08X: the part has 0x%08X, the chip 0x%08X\n",
                    (unsigned)observed[i].address, (unsigned)observed[i].value,
                    (unsigned)got);
    }
    assert_int_equal(differ, 0);
}

static void after_power_on(void **state)
{
    (void)state;
    fixture_chip(&chip);
    compare();
}

/* Whatever the firmware had switched on. */
static void after_a_reset(void **state)
{
    static const enum reset_kind kinds[] = {RESET_PIN, RESET_SYSTEM};
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        fixture_chip(&chip);
        wr(&chip, 0x4002102C, 0x9F);
        wr(&chip, 0x40021034, 0x00405225);
        wr(&chip, 0x40021038, 0xF8FE4A33);
        wr(&chip, 0x40004400, 0x0000000D); /* USART2 on */
        run_us(&chip, 5000);
        assert_int_equal(rd(&chip, 0x40007004), 0x8); /* VREFINTRDYF */
        do_reset(&chip, kinds[i]);
        compare();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_power_on),
        cmocka_unit_test(after_a_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
