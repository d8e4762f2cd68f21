/* SPDX-License-Identifier: MIT
 *
 * Reset values and writable bits of each line, against registers.tsv.
 */
#include "tests/chip/register_table.h"
#include "tests/chip/stm32f4/f4_fixture.h"

static const struct register_part parts[] = {
    {"stm32f401cc", " all f401 f401xc "}, {"stm32f401re", " all f401 f401xe "},
    {"stm32f411re", " all f411 "},        {"stm32f405rg", " all f40x f405 "},
    {"stm32f407vg", " all f40x f407 "},
};

static struct chip chip;

static void fresh(struct chip *part, const char *name)
{
    f4_chip(part, name);
    f4_clocks(part);
    wr(part, PWR_CR, rd(part, PWR_CR) | 1 << 8);
}

static void every_line_agrees(void **state)
{
    (void)state;
    static const struct register_table table = {
        .file = "tests/chip/stm32f4/registers.tsv",
        .parts = parts,
        .part_count = sizeof parts / sizeof *parts,
        .least = 400,
        .fresh = fresh,
        .dbp_address = PWR_CR,
        .dbp = 1 << 8,
    };
    register_table_check(&table, &chip);
}

/* The masks that were read on a real F407, and what the others lack. */
static void enable_bits(void **state)
{
    static const struct {
        unsigned part;
        uint32_t ahb1, ahb2, apb1, apb2;
    } want[] = {
        {4, 0x7E7411FF, 0xC1, 0x36FEC9FF, 0x00075F33},
        {3, 0x607411FF, 0xC0, 0x36FEC9FF, 0x00075F33},
        {2, 0x0060109F, 0x80, 0x10E2C80F, 0x00177931},
        {1, 0x0060109F, 0x80, 0x10E2C80F, 0x00077931},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof want / sizeof *want; i++) {
        f4_chip(&chip, parts[want[i].part].part);
        expect_rd(&chip, RCC_AHB1ENR, want[i].part > 2 ? 0x00100000 : 0);
        expect_rd(&chip, RCC_APB1ENR, 0);
        f4_clocks(&chip);
        expect_rd(&chip, RCC_AHB1ENR, want[i].ahb1);
        expect_rd(&chip, RCC_AHB2ENR, want[i].ahb2);
        expect_rd(&chip, RCC_APB1ENR, want[i].apb1);
        expect_rd(&chip, RCC_APB2ENR, want[i].apb2);
    }
}

/* A block that the part lacks is no block: reported, and named so. */
static void absent_blocks(void **state)
{
    static const struct {
        uint32_t address;
        const char *name;
    } only_f407[] = {
        {0x40001000, "TIM6"},  {0x40004800, "USART3"},  {0x40010400, "TIM8"},
        {0x40021400, "GPIOF"}, {0x40024000, "BKPSRAM"}, {0x50060800, "RNG"},
        {0x40028000, "ETH"},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof only_f407 / sizeof *only_f407; i++) {
        f4_chip(&chip, "stm32f407vg");
        assert_string_equal(bus_block_name(&chip, only_f407[i].address),
                            only_f407[i].name);
        f4_chip(&chip, "stm32f401re");
        f4_clocks(&chip);
        watch_firmware(&chip);
        assert_string_equal(bus_block_name(&chip, only_f407[i].address),
                            "no block");
        assert_int_equal(rd(&chip, only_f407[i].address), 0);
        assert_true(reported_unmodelled(&chip, only_f407[i].address));
    }
    assert_string_equal(bus_block_name(&chip, 0x40013400), "SPI4");
}

/* The first words behind the registers, and those between them that other
 * parts or families have. */
static void holes(void **state)
{
    static const uint32_t all[] = {
        0x40000068, /* TIM2 */
        0x400028A0, /* RTC, behind BKP19R */
        0x40002C0C, /* WWDG */
        0x40003010, /* IWDG_WINR */
        0x40003824, /* SPI2 */
        0x4000441C, /* USART2 */
        0x40005428, /* I2C1 */
        0x40007008, /* PWR */
        0x40012100, /* ADC2 */
        0x40012304, /* ADC_CCR */
        0x40013818, /* SYSCFG, before CMPCR */
        0x40013824, /* SYSCFG */
        0x40013C18, /* EXTI */
        0x40013C20, /* EXTI_IMR2 */
        0x40020028, /* GPIOA_BRR */
        0x4002002C, /* GPIOA_ASCR */
        0x4002300C, /* CRC */
        0x40023010, /* CRC_INIT */
        0x4002381C, /* RCC, between resets */
        0x40023888, /* RCC_PLLSAICFGR */
        0x40023890, /* RCC */
        0x40023C18, /* FLASH_OPTCR1 */
        0x400260D0, /* DMA1 */
        0xE0042010, /* DBGMCU */
    };
    (void)state;
    fresh(&chip, "stm32f407vg");
    register_expect_ends(&chip);
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        register_expect_hole(&chip, all[i]);
    register_expect_hole(&chip, 0x5006080C); /* RNG */
    /* Bytes, and the alias of a bit, too. */
    watch_firmware(&chip);
    rd8(&chip, 0x40007011);
    assert_true(reported_unmodelled(&chip, 0x40007010));
    rd(&chip, 0x42000000 + 0x7014 * 32);
    assert_true(reported_unmodelled(&chip, 0x40007014));
    unwatch(&chip);
    /* An L0 has no other registers than the model: reserved ones read 0. */
    fixture_chip(&chip);
    wr(&chip, 0x4002102C, 1);
    rd(&chip, 0x4002102C);
    watch_firmware(&chip);
    expect_rd(&chip, 0x50000030, 0);
    assert_int_equal(chip.events.count, 0);
    unwatch(&chip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_agrees),
        cmocka_unit_test(enable_bits),
        cmocka_unit_test(holes),
        cmocka_unit_test(absent_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
