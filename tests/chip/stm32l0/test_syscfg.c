/* SPDX-License-Identifier: MIT
 *
 * SYSCFG: boot selection row by row, remap and bank swap as the core sees
 * them, reference voltage switches.
 */
#include "chip/stm32l0/flash.h"
#include "chip/stm32l0/syscfg.h"
#include "tests/chip/block.h"

enum {
    SYSCFG_CFGR1 = 0x40010000,
    SYSCFG_EXTICR1 = 0x40010008,
    SYSCFG_CFGR3 = 0x40010020,
    RCC_APB2RSTR = 0x40021024,
    RCC_APB2ENR = 0x40021034,
    SYSCFGEN = 1,
    UFB = 1 << 3,
    EN_VREFINT = 1 << 0,
    ENREF_HSI48 = 1 << 13,
    REF_HSI48_RDYF = 1 << 26,
    BANK2 = 0x08018000,
    EEPROM2 = 0x08080C00,
};

static const uint32_t VREFINT_RDYF = 1u << 30;
static const uint32_t REF_LOCK = 1u << 31;

static void syscfg_chip(struct chip *chip)
{
    fixture_chip(chip);
    wr(chip, RCC_APB2ENR, SYSCFGEN);
}

/* --- boot selection --- */

struct boot_row {
    unsigned rdp;
    bool bfb2, boot0, nboot1;
    unsigned mem_mode, boot_mode;
};

/* RM0367 table 11. */
static const struct boot_row boot_rows[] = {
    {0, 0, 0, 0, 0, 0}, {0, 0, 0, 1, 0, 0}, {0, 0, 1, 0, 3, 3},
    {0, 0, 1, 1, 1, 1}, {0, 1, 0, 0, 1, 0}, {0, 1, 0, 1, 1, 0},
    {0, 1, 1, 0, 3, 3}, {0, 1, 1, 1, 1, 1}, {1, 0, 0, 0, 0, 0},
    {1, 0, 0, 1, 0, 0}, {1, 0, 1, 0, 3, 3}, {1, 0, 1, 1, 1, 1},
    {1, 1, 0, 0, 1, 0}, {1, 1, 0, 1, 1, 0}, {1, 1, 1, 0, 3, 3},
    {1, 1, 1, 1, 1, 1}, {2, 0, 0, 0, 0, 0}, {2, 0, 0, 1, 0, 0},
    {2, 0, 1, 0, 0, 3}, {2, 0, 1, 1, 0, 1}, {2, 1, 0, 0, 1, 0},
    {2, 1, 0, 1, 1, 0}, {2, 1, 1, 0, 1, 3}, {2, 1, 1, 1, 1, 1},
};

enum { BOOT_ROWS = sizeof boot_rows / sizeof *boot_rows };

static void test_boot_table(void **state)
{
    (void)state;
    assert_int_equal(BOOT_ROWS, 3 * 2 * 2 * 2);
    for (unsigned i = 0; i < BOOT_ROWS; i++) {
        const struct boot_row *row = &boot_rows[i];
        struct syscfg_boot boot =
            syscfg_boot(row->rdp, row->bfb2, row->boot0, row->nboot1);
        if (boot.mem_mode == row->mem_mode && boot.boot_mode == row->boot_mode)
            continue;
        fail_msg("rdp=%u bfb2=%u boot0=%u nboot1=%u: got %u/%u, want %u/%u",
                 row->rdp, row->bfb2, row->boot0, row->nboot1, boot.mem_mode,
                 boot.boot_mode, row->mem_mode, row->boot_mode);
    }
}

static uint32_t option_word(uint32_t value)
{
    return (value & 0xFFFF) | ~value << 16;
}

/* The same through option bytes, the pin and a power-on: CFGR1 and the words
 * seen at 0. */
static void test_boot_table_on_chip(void **state)
{
    (void)state;
    static const uint32_t rdp_byte[] = {0xAA, 0x00, 0xCC};
    static const uint32_t seen[4] = {[0] = 0x11111111, [1] = 0x22222222};
    for (unsigned i = 0; i < BOOT_ROWS; i++) {
        const struct boot_row *row = &boot_rows[i];
        struct chip chip;
        fixture_chip(&chip);
        load_word(&chip, FLASH_BASE, seen[0]);
        load_word(&chip, SYSTEM_BASE, seen[1]);
        load_word(&chip, OPTION_BASE, option_word(rdp_byte[row->rdp]));
        load_word(&chip, OPTION_BASE + 4,
                  option_word(0x0070 | (uint32_t)row->bfb2 << 7 |
                              (uint32_t)row->nboot1 << 15));
        chip.board.boot0 = row->boot0;
        chip_power_on(&chip);
        wr(&chip, RCC_APB2ENR, SYSCFGEN);
        expect_rd(&chip, SYSCFG_CFGR1, row->boot_mode << 8 | row->mem_mode);
        uint32_t word =
            row->mem_mode == 3 ? rd(&chip, SRAM_BASE) : seen[row->mem_mode];
        assert_int_equal(chip.cpu.r[CPU_SP], word & ~3u);
        if (flash_readable(&chip, FLASH_BASE))
            expect_rd(&chip, 0, word);
    }
}

/* The pin counts at a reset only; option bytes only when they are loaded. */
static void test_boot_sampling(void **state)
{
    (void)state;
    struct chip chip;
    syscfg_chip(&chip);
    chip.board.boot0 = true;
    expect_rd(&chip, SYSCFG_CFGR1, 0);
    load_word(&chip, OPTION_BASE + 4, option_word(0x0070)); /* nBOOT1=0 */
    do_reset(&chip, RESET_SYSTEM);
    wr(&chip, RCC_APB2ENR, SYSCFGEN);
    expect_rd(&chip, SYSCFG_CFGR1, 0x101);
    do_reset(&chip, RESET_OPTION);
    wr(&chip, RCC_APB2ENR, SYSCFGEN);
    expect_rd(&chip, SYSCFG_CFGR1, 0x303);
}

/* --- registers --- */

static void test_without_clock(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, SYSCFG_CFGR1, 1);
    expect_rd(&chip, SYSCFG_CFGR1, 0);
    wr(&chip, RCC_APB2ENR, SYSCFGEN);
    expect_rd(&chip, SYSCFG_CFGR1, 0);
    expect_rd(&chip, 0, FIXTURE_STACK);
}

static void test_cfgr3(void **state)
{
    (void)state;
    struct chip chip;
    syscfg_chip(&chip);
    expect_rd(&chip, SYSCFG_CFGR3, 0);
    wr(&chip, SYSCFG_CFGR3, ~REF_LOCK);
    expect_rd(&chip, SYSCFG_CFGR3, 0x3331 | VREFINT_RDYF | REF_HSI48_RDYF);
    wr(&chip, SYSCFG_CFGR3, 0x30); /* an output, no buffer */
    expect_rd(&chip, SYSCFG_CFGR3, 0x30);
    wr(&chip, SYSCFG_CFGR3, REF_LOCK | EN_VREFINT);
    wr(&chip, SYSCFG_CFGR3, ENREF_HSI48);
    expect_rd(&chip, SYSCFG_CFGR3, REF_LOCK | VREFINT_RDYF | EN_VREFINT);
    do_reset(&chip, RESET_SYSTEM);
    wr(&chip, RCC_APB2ENR, SYSCFGEN);
    expect_rd(&chip, SYSCFG_CFGR3, 0);
}

/* --- remap and swap --- */

static void test_mem_mode(void **state)
{
    (void)state;
    struct chip chip;
    syscfg_chip(&chip);
    load_word(&chip, SYSTEM_BASE, 0x5A5A0001);
    wr(&chip, SRAM_BASE, 0x5A5A0003);
    wr(&chip, SYSCFG_CFGR1, 1);
    expect_rd(&chip, 0, 0x5A5A0001);
    wr(&chip, SYSCFG_CFGR1, 3);
    expect_rd(&chip, 0, 0x5A5A0003);
    wr(&chip, SYSCFG_CFGR1, 2); /* reserved: main NVM */
    expect_rd(&chip, 0, FIXTURE_STACK);
    expect_rd(&chip, SYSCFG_CFGR1, 2);
    wr(&chip, SYSCFG_CFGR1, 0);
    expect_rd(&chip, 0, FIXTURE_STACK);
}

static void test_ufb(void **state)
{
    (void)state;
    struct chip chip;
    syscfg_chip(&chip);
    load_word(&chip, BANK2, 0xB2B2B2B2);
    load_word(&chip, EEPROM_BASE, 0xE1E1E1E1);
    load_word(&chip, EEPROM2, 0xE2E2E2E2);
    wr(&chip, SYSCFG_CFGR1, UFB);
    expect_rd(&chip, FLASH_BASE, 0xB2B2B2B2);
    expect_rd(&chip, 0, 0xB2B2B2B2);
    expect_rd(&chip, BANK2, FIXTURE_STACK);
    expect_rd(&chip, EEPROM_BASE, 0xE2E2E2E2);
    expect_rd(&chip, EEPROM2, 0xE1E1E1E1);
    expect_rd(&chip, 0x18000, FIXTURE_STACK);
    expect_rd(&chip, 0x80C00, 0xE1E1E1E1);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, FLASH_BASE, FIXTURE_STACK);
}

/* 64 KB parts have one bank: nothing to swap. */
static void test_ufb_single_bank(void **state)
{
    (void)state;
    struct chip chip;
    fixture_part(&chip, "stm32l073r8");
    wr(&chip, RCC_APB2ENR, SYSCFGEN);
    wr(&chip, SYSCFG_CFGR1, UFB);
    expect_rd(&chip, FLASH_BASE, FIXTURE_STACK);
}

/* Code that runs through the alias goes on in what the alias shows next. */
static void test_remap_under_running_code(void **state)
{
    (void)state;
    static const uint16_t mark[] = {0x2042, 0xE7FE}; /* movs r0, #0x42 */
    struct chip chip;
    syscfg_chip(&chip);
    jump_to(&chip, FIXTURE_IDLE - FLASH_BASE);
    run_cycles(&chip, 10);
    assert_int_equal(chip.cpu.r[CPU_PC], FIXTURE_IDLE - FLASH_BASE);
    load_code(&chip, SYSTEM_BASE + (FIXTURE_IDLE - FLASH_BASE), mark, 2);
    wr(&chip, SYSCFG_CFGR1, 1);
    run_cycles(&chip, 10);
    assert_int_equal(chip.cpu.r[0], 0x42);
}

static void test_rcc_reset(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    chip.board.boot0 = true;
    do_reset(&chip, RESET_PIN);
    wr(&chip, RCC_APB2ENR, SYSCFGEN);
    wr(&chip, SYSCFG_CFGR1, UFB);
    wr(&chip, SYSCFG_EXTICR1, 0x1234);
    chip.board.boot0 = false;
    wr(&chip, RCC_APB2RSTR, SYSCFGEN);
    wr(&chip, RCC_APB2RSTR, 0);
    expect_rd(&chip, SYSCFG_CFGR1, 0x101);
    expect_rd(&chip, SYSCFG_EXTICR1, 0);
}

/* --- without a clock --- */

/* The reading `gate`: MEM_MODE alone is taken, or nothing. */
static void test_gate(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    chip.watch.events = 1u << EVENT_GATE;
    wr(&chip, 0x40010000, 0);
    assert_int_equal(chip.events.count, 0);
    wr(&chip, 0x40010000, 1);
    assert_int_equal(chip.events.count, 1);
    assert_int_equal(chip.events.list[0].kind, EVENT_GATE);
    expect_rd(&chip, 0x40010000, 0);

    chip.events.count = 0;
    chip.board.gate_open = true;
    watch_firmware(&chip);
    wr(&chip, 0x40010000, 1);
    expect_rd(&chip, 0x40010000, 1);
    expect_rd(&chip, 0, rd(&chip, 0x1FF00000));
    assert_int_equal(chip.events.count, 0);
    wr(&chip, 0x40010000, 8 | 3); /* UFB is not */
    EXPECT_FIRMWARE(&chip, FIRMWARE_UNCLOCKED, 0x40010000);
    expect_rd(&chip, 0x40010000, 3);
    wr(&chip, 0x40010020, 1);
    EXPECT_FIRMWARE(&chip, FIRMWARE_UNCLOCKED, 0x40010020);
    expect_rd(&chip, 0x40010020, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_boot_table),
        cmocka_unit_test(test_boot_table_on_chip),
        cmocka_unit_test(test_boot_sampling),
        cmocka_unit_test(test_without_clock),
        cmocka_unit_test(test_cfgr3),
        cmocka_unit_test(test_mem_mode),
        cmocka_unit_test(test_ufb),
        cmocka_unit_test(test_ufb_single_bank),
        cmocka_unit_test(test_remap_under_running_code),
        cmocka_unit_test(test_rcc_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
