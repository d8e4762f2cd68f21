/* SPDX-License-Identifier: MIT
 *
 * Reset values and writable bits of each die, against registers.tsv; what the
 * parts lack.
 */
#include "tests/chip/register_table.h"
#include "tests/chip/stm32l4/l4_fixture.h"

static const struct register_part parts[] = {
    {"stm32l432kc", " all l43 "},
    {"stm32l476rg", " all l47 "},
    {"stm32l496zg", " all l49 "},
};

static struct chip chip;

static void fresh(struct chip *part, const char *name)
{
    l4_chip(part, name);
    l4_clocks(part);
    wr(part, PWR_CR1, rd(part, PWR_CR1) | 1 << 8);
}

static void every_line_agrees(void **state)
{
    (void)state;
    static const struct register_table table = {
        .file = "tests/chip/stm32l4/registers.tsv",
        .parts = parts,
        .part_count = sizeof parts / sizeof *parts,
        .least = 300,
        .fresh = fresh,
        .dbp_address = PWR_CR1,
        .dbp = 1 << 8,
    };
    register_table_check(&table, &chip);
}

/* What takes ones in the registers of enables, and stays: WWDGEN and FWEN can
 * be set only. */
static void enable_bits(void **state)
{
    static const struct {
        const char *part;
        uint32_t ahb1, ahb2, apb1_1, apb1_2, apb2;
        uint32_t apb1_1_reset;
    } want[] = {
        {"stm32l432kc", 0x00011103, 0x00042087, 0xF7A28C31, 0x25, 0x00235881,
         0x400},
        {"stm32l433rc", 0x00011103, 0x0004209F, 0xF7E6CE31, 0x25, 0x00235C81,
         0x400},
        {"stm32l476rg", 0x00011103, 0x000430FF, 0xF2FECA3F, 0x25, 0x01677C81,
         0},
        {"stm32l475vg", 0x00011103, 0x000430FF, 0xF2FEC83F, 0x25, 0x01677C81,
         0},
        {"stm32l496zg", 0x00031103, 0x000471FF, 0xF7FECE3F, 0x27, 0x01677C81,
         0x400},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof want / sizeof *want; i++) {
        l4_chip(&chip, want[i].part);
        expect_rd(&chip, RCC_AHB1ENR, 0x100);
        expect_rd(&chip, RCC_APB1ENR1, want[i].apb1_1_reset);
        l4_clocks(&chip);
        expect_rd(&chip, RCC_AHB1ENR, want[i].ahb1);
        expect_rd(&chip, RCC_AHB2ENR, want[i].ahb2);
        expect_rd(&chip, RCC_APB1ENR1, want[i].apb1_1);
        expect_rd(&chip, RCC_APB1ENR2, want[i].apb1_2);
        expect_rd(&chip, RCC_APB2ENR, want[i].apb2);
        wr(&chip, RCC_APB1ENR1, 0);
        wr(&chip, RCC_APB2ENR, 0);
        expect_rd(&chip, RCC_APB1ENR1, 1 << 11);
        expect_rd(&chip, RCC_APB2ENR, 1 << 7);
    }
}

/* A block that the part lacks is no block: reported, and named so. */
static void absent_blocks(void **state)
{
    static const struct {
        uint32_t address;
        const char *of_476, *of_432, *of_496;
    } blocks[] = {
        {0x40000400, "TIM3", "no block", "TIM3"},
        {0x40006000, "no block", "CRS", "CRS"},
        {0x40006800, "no block", "USB", "CAN2"},
        {0x40006C00, "no block", "USB SRAM", "no block"},
        {0x40004800, "USART3", "no block", "USART3"},
        {0x40002400, "LCD", "no block", "LCD"},
        {0x40008400, "no block", "no block", "I2C4"},
        {0x50000000, "OTG_FS", "no block", "OTG_FS"},
        {0x48000C00, "GPIOD", "no block", "GPIOD"},
        {0x48002000, "no block", "no block", "GPIOI"},
        {0xA0000000, "FMC", "no block", "FMC"},
        {0xA0001000, "QUADSPI", "QUADSPI", "QUADSPI"},
    };
    static const char *const names[] = {"stm32l476rg", "stm32l432kc",
                                        "stm32l496zg"};
    (void)state;
    for (unsigned i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        const char *const want[] = {blocks[i].of_476, blocks[i].of_432,
                                    blocks[i].of_496};
        for (unsigned part = 0; part < 3; part++) {
            l4_chip(&chip, names[part]);
            l4_clocks(&chip);
            assert_string_equal(bus_block_name(&chip, blocks[i].address),
                                want[part]);
        }
    }
    /* Blocks that the model has not, also behind the peripheral region. */
    l4_chip(&chip, "stm32l476rg");
    l4_clocks(&chip);
    watch_firmware(&chip);
    assert_int_equal(rd(&chip, 0x50000000), 0);
    assert_true(reported_unmodelled(&chip, 0x50000000));
    assert_int_equal(rd(&chip, 0xA0001000), 0);
    assert_true(reported_unmodelled(&chip, 0xA0001000));
    wr(&chip, 0xA0000000, 1);
    assert_true(reported_unmodelled(&chip, 0xA0000000));
    unwatch(&chip);
    l4_chip(&chip, "stm32l432kc");
    assert_true(rd_faults(&chip, 0xA0000000, 4));
}

/* Without its clock a block reads 0 and ignores writes; the RTC of an L476 has
 * no gate. */
static void gates(void **state)
{
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    expect_rd(&chip, GPIOA + GPIO_MODER, 0);
    expect_rd(&chip, 0x40002804, 0x2101);
    watch_firmware(&chip);
    wr(&chip, GPIOA + GPIO_MODER, 0);
    EXPECT_FIRMWARE(&chip, FIRMWARE_UNCLOCKED, GPIOA);
    unwatch(&chip);
    l4_chip(&chip, "stm32l432kc");
    expect_rd(&chip, 0x40002804, 0x2101);
    wr(&chip, RCC_APB1ENR1, 0);
    expect_rd(&chip, 0x40002804, 0);
    struct bus_clock clock = bus_clock(&chip, 0x40002800);
    assert_string_equal(clock.reg, "RCC_APB1ENR1");
    assert_string_equal(clock.bit, "RTCAPBEN");
}

static void part_names(void **state)
{
    struct part part;
    (void)state;
    assert_true(part_find("STM32L476RG", &part));
    assert_int_equal(part.family, FAMILY_STM32L4);
    assert_int_equal(part.bank2_base, 0x08080000);
    assert_true(part_find("stm32l476re", &part));
    assert_int_equal(part.bank2_base, 0x08040000);
    assert_true(part_find("stm32l432kc", &part));
    assert_int_equal(part.bank2_base, 0);
    assert_int_equal(part.sram_size, 64 * 1024);
    assert_false(part_find("stm32l432rc", &part));
    assert_false(part_find("stm32l432ke", &part));
    assert_false(part_find("stm32l452re", &part));
    static const char *const boards[] = {"nucleo-l476rg", "nucleo-l432kc",
                                         "nucleo-l496zg"};
    for (unsigned i = 0; i < 3; i++) {
        const struct board_info *board = boards_find(boards[i]);
        assert_non_null(board);
        assert_true(part_find(board->part, &part));
        assert_ptr_equal(boards_of(&part), board);
    }
}

/* The first words behind the registers, and those between them that other
 * parts or families have. */
static void holes(void **state)
{
    static const struct {
        const char *part;
        uint32_t address;
    } words[] = {
        {"stm32l476rg", 0x40000068}, /* TIM2 */
        {"stm32l476rg", 0x400028D0}, /* RTC */
        {"stm32l476rg", 0x40002C0C}, /* WWDG */
        {"stm32l476rg", 0x40003014}, /* IWDG */
        {"stm32l476rg", 0x4000381C}, /* SPI2 */
        {"stm32l476rg", 0x4000442C}, /* USART2_PRESC, of a later one */
        {"stm32l476rg", 0x4000542C}, /* I2C1 */
        {"stm32l432kc", 0x40006010}, /* CRS */
        {"stm32l432kc", 0x40006820}, /* USB, behind EP7R */
        {"stm32l432kc", 0x4000685C}, /* USB */
        {"stm32l476rg", 0x4000701C}, /* PWR */
        {"stm32l476rg", 0x40007068}, /* PWR */
        {"stm32l476rg", 0x40007C20}, /* LPTIM1_OR */
        {"stm32l476rg", 0x4001002C}, /* SYSCFG */
        {"stm32l476rg", 0x40010038}, /* VREFBUF */
        {"stm32l476rg", 0x40010208}, /* COMP */
        {"stm32l476rg", 0x40010418}, /* EXTI */
        {"stm32l476rg", 0x40010438}, /* EXTI */
        {"stm32l476rg", 0x400200AC}, /* DMA1 */
        {"stm32l476rg", 0x40021024}, /* RCC */
        {"stm32l476rg", 0x40021064}, /* RCC */
        {"stm32l476rg", 0x400210A0}, /* RCC */
        {"stm32l476rg", 0x4002201C}, /* FLASH */
        {"stm32l476rg", 0x40022054}, /* FLASH */
        {"stm32l432kc", 0x40022044}, /* FLASH_PCROP2SR */
        {"stm32l476rg", 0x40023018}, /* CRC */
        {"stm32l476rg", 0x48000030}, /* GPIOA */
        {"stm32l476rg", 0x5004001C}, /* ADC */
        {"stm32l476rg", 0x5004030C}, /* ADC_CDR */
        {"stm32l476rg", 0x5006080C}, /* RNG */
        {"stm32l476rg", 0xE0042014}, /* DBGMCU */
    };
    (void)state;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        fresh(&chip, words[i].part);
        register_expect_hole(&chip, words[i].address);
    }
    register_expect_ends(&chip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_agrees), cmocka_unit_test(enable_bits),
        cmocka_unit_test(absent_blocks),     cmocka_unit_test(gates),
        cmocka_unit_test(part_names),        cmocka_unit_test(holes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
