/* SPDX-License-Identifier: MIT
 *
 * The DAC's data registers: one value in every alignment, and what is put out.
 */
#include "tests/chip/block.h"

#define DAC(offset) (0x40007400u + (offset))

enum {
    RCC_APB1ENR = 0x40021038,
    CR = 0x00,
    SWTRIGR = 0x04,
    DHR12R1 = 0x08,
    DHR12L1 = 0x0C,
    DHR8R1 = 0x10,
    DHR12R2 = 0x14,
    DHR12L2 = 0x18,
    DHR8R2 = 0x1C,
    DHR12RD = 0x20,
    DHR12LD = 0x24,
    DHR8RD = 0x28,
    DOR1 = 0x2C,
    DOR2 = 0x30,
    TEN1 = 1 << 2,
    TSEL1_SOFTWARE = 7 << 3,
};

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, RCC_APB1ENR, 1 << 29);
    return 0;
}

static void one_value_in_every_alignment(void **state)
{
    (void)state;
    wr(&chip, DAC(DHR12R1), 0xABC);
    wr(&chip, DAC(DHR12L2), 0x1230);
    expect_rd(&chip, DAC(DHR12L1), 0xABC0);
    expect_rd(&chip, DAC(DHR8R1), 0xAB);
    expect_rd(&chip, DAC(DHR12R2), 0x123);
    expect_rd(&chip, DAC(DHR8R2), 0x12);
    expect_rd(&chip, DAC(DHR12RD), 0x01230ABC);
    expect_rd(&chip, DAC(DHR12LD), 0x1230ABC0);
    expect_rd(&chip, DAC(DHR8RD), 0x12AB);
    wr(&chip, DAC(DHR8R1), 0x55);
    expect_rd(&chip, DAC(DHR12R1), 0x550);
    wr(&chip, DAC(DHR8RD), 0x7766);
    expect_rd(&chip, DAC(DHR12RD), 0x07700660);
}

static void output_follows_without_a_trigger(void **state)
{
    (void)state;
    wr(&chip, DAC(DHR12LD), 0x1230ABC0);
    expect_rd(&chip, DAC(DOR1), 0xABC);
    expect_rd(&chip, DAC(DOR2), 0x123);
}

static void a_software_trigger_moves_the_value(void **state)
{
    (void)state;
    wr(&chip, DAC(CR), TEN1 | TSEL1_SOFTWARE);
    wr(&chip, DAC(DHR12RD), 0x01230ABC);
    expect_rd(&chip, DAC(DOR1), 0);
    expect_rd(&chip, DAC(DOR2), 0x123);
    wr(&chip, DAC(SWTRIGR), 2);
    expect_rd(&chip, DAC(DOR1), 0);
    wr(&chip, DAC(SWTRIGR), 1);
    expect_rd(&chip, DAC(DOR1), 0xABC);
    wr(&chip, DAC(CR), TEN1);
    wr(&chip, DAC(DHR12R1), 1);
    wr(&chip, DAC(SWTRIGR), 1);
    expect_rd(&chip, DAC(DOR1), 0xABC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_value_in_every_alignment, setup),
        cmocka_unit_test_setup(output_follows_without_a_trigger, setup),
        cmocka_unit_test_setup(a_software_trigger_moves_the_value, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
