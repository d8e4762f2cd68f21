/* SPDX-License-Identifier: MIT
 *
 * Option bytes: factory state, loading and mismatches, writing, readout
 * protection up and down, write protection.
 */
#include "chip/stm32l0/flash.h"
#include "tests/chip/stm32l0/flash_block.h"

enum {
    OPTION_RDP = OPTION_BASE,
    OPTION_USER = OPTION_BASE + 4,
    OPTION_WRP1L = OPTION_BASE + 8,
    OPTION_WRP1H = OPTION_BASE + 12,
    OPTION_WRP2 = OPTION_BASE + 16,
};

static const uint32_t RDP_LEVEL0 = 0xFF5500AA;
static const uint32_t RDP_LEVEL1 = 0xFF4400BB;
static const uint32_t RDP_LEVEL2 = 0xFF3300CC;

/* --- factory --- */

static void test_factory(void **state)
{
    (void)state;
    static const struct {
        const char *part;
        uint16_t kb;
        uint32_t sales_type;
    } rows[] = {
        {"stm32l073rz", 192, 0x000},
        {"stm32l073rb", 128, 0x400},
        {"stm32l073r8", 64, 0xC00},
    };
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        fixture_part(&chip, rows[i].part);
        expect_rd(&chip, OPTION_RDP, 0xFF5500AA);
        expect_rd(&chip, OPTION_USER, 0x7F8F8070);
        expect_rd(&chip, OPTION_WRP1L, 0xFFFF0000);
        expect_rd(&chip, OPTION_WRP1H, 0xFFFF0000);
        expect_rd(&chip, OPTION_WRP2, 0xFFFF0000);
        assert_int_equal(rd16(&chip, 0x1FF8007C), rows[i].kb);
        assert_int_equal(rd(&chip, 0x1FF80034) & 0xC00, rows[i].sales_type);
        expect_rd(&chip, OPTION_BASE + 0x14, 0);
        expect_rd(&chip, EEPROM1, 0);
        expect_rd(&chip, FREE, 0);
        assert_int_not_equal(rd(&chip, 0x1FF80050), 0); /* UID */
        assert_int_not_equal(rd16(&chip, 0x1FF80078), 0);
    }
}

/* --- loading --- */

struct load_row {
    uint32_t word, value; /* option word that differs from the factory */
    uint32_t optr, wrprot1, wrprot2;
    bool mismatch;
};

static const struct load_row load_rows[] = {
    {OPTION_RDP, 0xFF5500AA, 0x807000AA, 0, 0, false},
    {OPTION_RDP, 0xFF4400BB, 0x807000BB, 0, 0, false},
    {OPTION_RDP, 0xFF3300CC, 0x807000CC, 0, 0, false},
    {OPTION_RDP, 0x00000000, 0x80700100, 0, 0, true}, /* torn: level 1 */
    {OPTION_RDP, 0xFF5400AA, 0x80700000, 0, 0, true},
    {OPTION_RDP, 0x7F5500AA, 0x807001AA, 0, 0, true}, /* WPRMOD byte: PCROP */
    {OPTION_RDP, 0xFF3200CC, 0x80700000, 0, 0, true},
    {OPTION_USER, 0x7F0F80F0, 0x80F000AA, 0, 0, false}, /* BFB2 */
    {OPTION_USER, 0xFF8F0070, 0x007000AA, 0, 0, false}, /* nBOOT1=0 */
    {OPTION_USER, 0x7F9F8060, 0x806000AA, 0, 0, false}, /* WDG_SW=0 */
    {OPTION_USER, 0x7F878078, 0x807800AA, 0, 0, false}, /* BOR level 1 */
    {OPTION_USER, 0x008FFF70, 0x807000AA, 0, 0, false}, /* reserved bits */
    {OPTION_USER, 0x00000000, 0x807000AA, 0, 0, true},
    {OPTION_USER, 0x7F0F8070, 0x807000AA, 0, 0, true}, /* BFB2 half written */
    {OPTION_WRP1L, 0xEDCB1234, 0x807000AA, 0x00001234, 0, false},
    {OPTION_WRP1H, 0xEDCB1234, 0x807000AA, 0x12340000, 0, false},
    {OPTION_WRP2, 0xEDCB1234, 0x807000AA, 0, 0x1234, false},
    {OPTION_WRP1L, 0, 0x807000AA, 0x0000FFFF, 0, true},
    {OPTION_WRP1H, 0, 0x807000AA, 0xFFFF0000, 0, true},
    {OPTION_WRP2, 0, 0x807000AA, 0, 0xFFFF, true},
};

static void test_load(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof load_rows / sizeof *load_rows; i++) {
        const struct load_row *row = &load_rows[i];
        struct chip chip;
        fixture_chip(&chip);
        load_word(&chip, row->word, row->value);
        chip_power_on(&chip);
        expect_rd(&chip, OPTR, row->optr);
        expect_rd(&chip, WRPROT1, row->wrprot1);
        expect_rd(&chip, WRPROT2, row->wrprot2);
        expect_rd(&chip, SR, SR_IDLE | (row->mismatch ? OPTVERR : 0));
        wr(&chip, SR, OPTVERR);
        expect_rd(&chip, SR, SR_IDLE);
    }
}

static void test_which_resets_load(void **state)
{
    (void)state;
    static const struct {
        enum reset_kind kind;
        bool loads;
    } rows[] = {
        {RESET_POWER, true},   {RESET_DIP, true},   {RESET_OPTION, true},
        {RESET_STANDBY, true}, {RESET_PIN, false},  {RESET_SYSTEM, false},
        {RESET_IWDG, false},   {RESET_WWDG, false}, {RESET_LOW_POWER, false},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        fixture_chip(&chip);
        load_word(&chip, OPTION_RDP, RDP_LEVEL1);
        do_reset(&chip, rows[i].kind);
        expect_rd(&chip, OPTR, rows[i].loads ? 0x807000BB : 0x807000AA);
    }
}

/* --- writing --- */

/* Erased and programmed: two times Tprog; in force after OBL_LAUNCH. */
static void test_write(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, OPTION_USER, 0x7F0F80F0);
    expect_peek(&chip, OPTION_USER, 0x7F8F8070);
    EXPECT_DONE(&chip, 2 * tprog, SR_IDLE | EOP);
    expect_peek(&chip, OPTION_USER, 0x7F0F80F0);
    expect_rd(&chip, OPTR, 0x807000AA);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, OPTR, 0x807000AA);
    unlock_pe(&chip);
    wr(&chip, PECR, OBL_LAUNCH);
    run_cycles(&chip, 1);
    expect_rd(&chip, OPTR, 0x80F000AA);
}

/* The complement is software's business; a wrong one shows at the load. */
static void test_write_without_complement(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    store_and_wait(&chip, OPTION_WRP1L, 0x00000001);
    expect_rd(&chip, SR, SR_IDLE);
    do_reset(&chip, RESET_OPTION);
    expect_rd(&chip, SR, SR_IDLE | OPTVERR);
    expect_rd(&chip, WRPROT1, 0x0000FFFF);
}

/* The other bank can be read meanwhile, bank 1 waits. */
static void test_write_holds_bank1(void **state)
{
    (void)state;
    static const uint16_t idle[] = {0xE7FE};
    struct chip chip;
    open_chip(&chip);
    load_code(&chip, IDLE2, idle, 1);
    wr(&chip, OPTION_USER, 0x7F0F80F0);
    cpu_wake(&chip);
    jump_to(&chip, IDLE2);
    uint64_t before = chip.cpu.instructions;
    run_ps(&chip, tprog);
    assert_true(chip.cpu.instructions > before + 1000);
    jump_to(&chip, FIXTURE_IDLE);
    before = chip.cpu.instructions;
    run_ps(&chip, tprog / 2);
    assert_in_range(chip.cpu.instructions, before, before + 1);
}

/* A reset in the middle leaves a mix; whatever it is, the part comes up. */
static void test_torn_write(void **state)
{
    (void)state;
    unsigned mismatches = 0;
    for (uint32_t seed = 0; seed < 16; seed++) {
        struct chip chip;
        open_chip(&chip);
        chip.board.seed = seed;
        wr(&chip, OPTION_USER, 0x7F0F80F0);
        run_ps(&chip, tprog);
        do_reset(&chip, RESET_DIP);
        uint32_t word = peek_word(&chip, OPTION_USER);
        bool bad = (word >> 16) != (~word & 0xFFFF);
        assert_int_equal(word & ~(0x7F8F8070u | 0x7F0F80F0u), 0);
        expect_rd(&chip, SR, SR_IDLE | (bad ? OPTVERR : 0));
        if (bad)
            expect_rd(&chip, OPTR, 0x807000AA);
        mismatches += bad;
    }
    assert_true(mismatches > 8);
}

/* --- readout protection --- */

static void set_level(struct chip *chip, uint32_t word)
{
    store_and_wait(chip, OPTION_RDP, word);
    do_reset(chip, RESET_OPTION);
    sleep_core(chip);
    unlock_pe(chip);
    unlock_prg(chip);
    unlock_opt(chip);
}

static void fill(struct chip *chip)
{
    load_word(chip, FREE, 0x11111111);
    load_word(chip, FREE2, 0x22222222);
    load_word(chip, EEPROM1, 0x33333333);
    load_word(chip, EEPROM2, 0x44444444);
}

static void expect_filled(struct chip *chip, bool filled)
{
    expect_peek(chip, FREE, filled ? 0x11111111 : 0);
    expect_peek(chip, FREE2, filled ? 0x22222222 : 0);
    expect_peek(chip, EEPROM1, filled ? 0x33333333 : 0);
    expect_peek(chip, EEPROM2, filled ? 0x44444444 : 0);
}

/* 0 -> 1 keeps everything, and 1 -> another level-1 value too. */
static void test_level_up(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    fill(&chip);
    set_level(&chip, RDP_LEVEL1);
    assert_int_equal(flash_rdp(&chip), 1);
    expect_filled(&chip, true);
    set_level(&chip, option_word(0x55));
    assert_int_equal(flash_rdp(&chip), 1);
    expect_filled(&chip, true);
}

/* 1 -> 0: all flash and EEPROM erased, then the word; WRP words stay. */
static void test_level_down(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    fill(&chip);
    store_and_wait(&chip, OPTION_WRP1L, option_word(1));
    set_level(&chip, RDP_LEVEL1);
    wr(&chip, OPTION_RDP, RDP_LEVEL0);
    expect_filled(&chip, true);
    EXPECT_DONE(&chip, 4 * tprog, SR_IDLE | EOP);
    expect_filled(&chip, false);
    expect_peek(&chip, FLASH_BASE, 0);
    expect_peek(&chip, OPTION_RDP, RDP_LEVEL0);
    expect_peek(&chip, OPTION_WRP1L, option_word(1));
    assert_int_equal(flash_rdp(&chip), 1); /* until it is loaded */
}

static void test_level_down_then_load(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    fill(&chip);
    set_level(&chip, RDP_LEVEL1);
    set_level(&chip, RDP_LEVEL0);
    assert_int_equal(flash_rdp(&chip), 0);
    expect_filled(&chip, false);
}

/* Only xx55xxAA erases; a word with the wrong complement stays level 1. */
static void test_level_down_needs_the_complement(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    fill(&chip);
    set_level(&chip, RDP_LEVEL1);
    set_level(&chip, 0xFF5400AA);
    expect_filled(&chip, true);
    assert_int_equal(flash_rdp(&chip), 1);
}

/* The level in force counts, not the word written a moment ago. */
static void test_level_written_not_loaded(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    fill(&chip);
    store_and_wait(&chip, OPTION_RDP, RDP_LEVEL1);
    store_and_wait(&chip, OPTION_RDP, RDP_LEVEL0);
    expect_filled(&chip, true);
}

/* Cut during the mass erase: cells mixed, the level stays 1. */
static void test_torn_mass_erase(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    for (uint32_t i = 0; i < 4096; i += 4)
        load_word(&chip, FREE + i, 0xFFFFFFFF);
    set_level(&chip, RDP_LEVEL1);
    wr(&chip, OPTION_RDP, RDP_LEVEL0);
    run_ps(&chip, tprog);
    do_reset(&chip, RESET_DIP);
    assert_int_equal(flash_rdp(&chip), 1);
    expect_peek(&chip, OPTION_RDP, RDP_LEVEL1);
    unsigned kept = 0, erased = 0;
    for (uint32_t i = 0; i < 4096; i += 4) {
        kept += peek_word(&chip, FREE + i) != 0;
        erased += peek_word(&chip, FREE + i) != 0xFFFFFFFF;
    }
    assert_true(kept > 500 && erased > 500);
}

/* Level 2 is for ever: no option byte can be written. */
static void test_level2(void **state)
{
    (void)state;
    static const uint32_t words[] = {OPTION_RDP, OPTION_USER, OPTION_WRP2};
    struct chip chip;
    open_chip(&chip);
    fill(&chip);
    set_level(&chip, RDP_LEVEL2);
    assert_int_equal(flash_rdp(&chip), 2);
    for (unsigned i = 0; i < 3; i++) {
        uint32_t before = peek_word(&chip, words[i]);
        wr(&chip, words[i], RDP_LEVEL0);
        expect_rd(&chip, SR, SR_IDLE | WRPERR);
        wr(&chip, SR, WRPERR);
        expect_peek(&chip, words[i], before);
    }
    do_reset(&chip, RESET_OPTION);
    assert_int_equal(flash_rdp(&chip), 2);
    expect_filled(&chip, true);
    unlock_pe(&chip);
    unlock_prg(&chip);
    sleep_core(&chip);
    wr(&chip, FREE + 4, 5); /* flash itself can be written */
    EXPECT_DONE(&chip, tprog, SR_IDLE | EOP);
}

/* --- what level 1 keeps from whom --- */

struct boot_case {
    uint32_t rdp;
    bool bfb2, boot0, nboot1;
    bool reads, writes;
};

static const struct boot_case boot_cases[] = {
    {0xBB, false, false, true, true, true},   /* flash */
    {0xBB, true, false, true, true, true},    /* BFB2 alone */
    {0xBB, false, true, true, true, false},   /* pin: system memory */
    {0xBB, false, true, false, false, false}, /* pin: SRAM */
    {0xAA, false, true, true, true, true},
    {0xAA, false, true, false, true, true},
    {0xCC, false, true, false, true, true}, /* the pin does nothing */
};

static void test_level1_access(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof boot_cases / sizeof *boot_cases; i++) {
        const struct boot_case *row = &boot_cases[i];
        struct chip chip;
        fixture_chip(&chip);
        fill(&chip);
        load_word(&chip, OPTION_RDP, option_word(row->rdp));
        load_word(&chip, OPTION_USER,
                  option_word(0x70 | (uint32_t)row->bfb2 << 7 |
                              (uint32_t)row->nboot1 << 15));
        chip.board.boot0 = row->boot0;
        chip_power_on(&chip);
        assert_int_equal(!rd_faults(&chip, FREE, 4), row->reads);
        assert_int_equal(!rd_faults(&chip, EEPROM1, 1), row->reads);
        expect_rd(&chip, OPTION_RDP, option_word(row->rdp));
        rd(&chip, SYSTEM_BASE);
        sleep_core(&chip);
        unlock_pe(&chip);
        unlock_prg(&chip);
        wr(&chip, FREE + 4, 1);
        assert_int_equal(rd(&chip, SR) & (BSY | WRPERR),
                         row->writes ? BSY : WRPERR);
        run_ps(&chip, tprog);
        wr(&chip, SR, WRPERR);
        wr(&chip, EEPROM1 + 4, 1);
        assert_int_equal(rd(&chip, SR) & (BSY | WRPERR),
                         row->writes ? BSY : WRPERR);
    }
}

/* --- write protection --- */

static void protect(struct chip *chip, unsigned sector)
{
    static const uint32_t words[] = {OPTION_WRP1L, OPTION_WRP1H, OPTION_WRP2};
    fixture_chip(chip);
    load_word(chip, words[sector / 16], option_word(1u << sector % 16));
    chip_power_on(chip);
    sleep_core(chip);
    unlock_pe(chip);
    unlock_prg(chip);
}

/* The first and the last word of a sector, and their neighbours outside. */
static void test_write_protection(void **state)
{
    (void)state;
    static const unsigned sectors[] = {1, 15, 16, 23, 24, 31, 32, 46};
    for (unsigned i = 0; i < sizeof sectors / sizeof *sectors; i++) {
        uint32_t base = FLASH_BASE + sectors[i] * 4096;
        const struct {
            uint32_t address;
            bool allowed;
        } rows[] = {
            {base - 4, true},
            {base, false},
            {base + 4092, false},
            {base + 4096, true},
        };
        struct chip chip;
        protect(&chip, sectors[i]);
        for (unsigned r = 0; r < 4; r++) {
            wr(&chip, rows[r].address, 1);
            assert_int_equal(rd(&chip, SR) & (BSY | WRPERR),
                             rows[r].allowed ? BSY : WRPERR);
            run_ps(&chip, tprog);
            wr(&chip, SR, WRPERR | EOP);
            expect_peek(&chip, rows[r].address, rows[r].allowed);
        }
    }
}

static void test_write_protection_of_operations(void **state)
{
    (void)state;
    static const uint32_t modes[] = {0, ERASE | PROG, FPRG | PROG};
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        protect(&chip, 2);
        load_word(&chip, 0x08002000, 0x77);
        wr(&chip, PECR, modes[i]);
        wr(&chip, 0x08002000, 0);
        expect_rd(&chip, SR, SR_IDLE | WRPERR);
        run_ps(&chip, tprog);
        expect_peek(&chip, 0x08002000, 0x77);
    }
}

/* Sectors are physical: with UFB=1 the protection moves with the bank. */
static void test_write_protection_swapped(void **state)
{
    (void)state;
    struct chip chip;
    protect(&chip, 2);
    wr(&chip, 0x40021034, 1);
    wr(&chip, 0x40010000, 1 << 3);
    wr(&chip, BANK2 + 0x2000, 1);
    expect_rd(&chip, SR, SR_IDLE | WRPERR);
    wr(&chip, SR, WRPERR);
    wr(&chip, FLASH_BASE + 0x2000, 1);
    expect_rd(&chip, SR, SR_BUSY);
}

/* WPRMOD=1 is PCROP, which is reported and not modelled but for its sense. */
static void test_pcrop_is_reported(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    load_word(&chip, OPTION_RDP, option_word(0x1AA));
    load_word(&chip, OPTION_WRP1L, option_word(0xFFFD));
    load_word(&chip, OPTION_WRP1H, option_word(0xFFFF));
    load_word(&chip, OPTION_WRP2, option_word(0xFFFF));
    watch_firmware(&chip);
    chip_power_on(&chip);
    assert_true(reported_unmodelled(&chip, OPTR));
    unwatch(&chip);
    expect_rd(&chip, OPTR, 0x807001AA);
    sleep_core(&chip);
    unlock_pe(&chip);
    unlock_prg(&chip);
    wr(&chip, FREE, 1); /* sector 1: bit 0 protects */
    expect_rd(&chip, SR, SR_IDLE | WRPERR);
    wr(&chip, SR, WRPERR);
    wr(&chip, FREE + 4096, 1);
    expect_rd(&chip, SR, SR_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factory),
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_which_resets_load),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_write_without_complement),
        cmocka_unit_test(test_write_holds_bank1),
        cmocka_unit_test(test_torn_write),
        cmocka_unit_test(test_level_up),
        cmocka_unit_test(test_level_down),
        cmocka_unit_test(test_level_down_then_load),
        cmocka_unit_test(test_level_down_needs_the_complement),
        cmocka_unit_test(test_level_written_not_loaded),
        cmocka_unit_test(test_torn_mass_erase),
        cmocka_unit_test(test_level2),
        cmocka_unit_test(test_level1_access),
        cmocka_unit_test(test_write_protection),
        cmocka_unit_test(test_write_protection_of_operations),
        cmocka_unit_test(test_write_protection_swapped),
        cmocka_unit_test(test_pcrop_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
