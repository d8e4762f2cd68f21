/* SPDX-License-Identifier: MIT
 *
 * Programming and erasing flash and EEPROM: results, times to the cycle,
 * every error, read-while-write, stalls, half pages, a reset in the middle.
 */
#include "tests/chip/stm32l0/flash_block.h"

/* --- program a word --- */

static void test_program_word(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, FREE, 0x12345678);
    expect_peek(&chip, FREE, 0); /* not before the end */
    EXPECT_DONE(&chip, tprog, SR_IDLE | EOP);
    expect_peek(&chip, FREE, 0x12345678);
    expect_peek(&chip, FREE + 4, 0);
    expect_rd(&chip, SR, SR_IDLE); /* EOP is rc_w1 */
}

/* Bits are OR-ed into a word that is not erased; no EOP. */
static void test_not_erased(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    load_word(&chip, FREE, 0x000000F0);
    watch_firmware(&chip);
    wr(&chip, FREE, 0x1200000F);
    EXPECT_FIRMWARE(&chip, FIRMWARE_NONZERO, FREE);
    unwatch(&chip);
    expect_rd(&chip, SR, SR_BUSY | NOTZEROERR);
    EXPECT_DONE(&chip, tprog, SR_IDLE | NOTZEROERR);
    expect_peek(&chip, FREE, 0x120000FF);
    wr(&chip, FREE + 4, 1); /* the next one is fine again */
    EXPECT_DONE(&chip, tprog, SR_IDLE | EOP);
}

/* --- erase a page --- */

static void test_erase_page(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    for (uint32_t i = 0; i < 3 * 128; i += 4)
        load_word(&chip, FREE - 128 + i, 0xFFFFFFFF);
    wr(&chip, PECR, ERASE | PROG);
    wr(&chip, FREE + 0x44, 0xDEADBEEF); /* any word of it, any value */
    EXPECT_DONE(&chip, tprog, SR_IDLE | EOP);
    expect_peek(&chip, FREE - 4, 0xFFFFFFFF);
    expect_peek(&chip, FREE, 0);
    expect_peek(&chip, FREE + 124, 0);
    expect_peek(&chip, FREE + 128, 0xFFFFFFFF);
}

/* ERASE or FPRG without PROG does nothing but tell. */
static void test_prog_missing(void **state)
{
    (void)state;
    static const uint32_t bits[] = {ERASE, FPRG};
    for (unsigned i = 0; i < 2; i++) {
        struct chip chip;
        open_chip(&chip);
        load_word(&chip, FREE, 1);
        wr(&chip, PECR, bits[i]);
        watch_firmware(&chip);
        wr(&chip, FREE, 2);
        EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, FREE);
        expect_rd(&chip, SR, SR_IDLE);
        expect_peek(&chip, FREE, 1);
    }
}

/* --- errors that start nothing --- */

static void expect_reported(struct chip *chip, uint32_t address, unsigned size,
                            uint32_t error, enum firmware_error reported)
{
    uint32_t word = address & ~3u;
    uint32_t before = peek_word(chip, word);
    watch_firmware(chip);
    assert_false(wr_faults(chip, address, size, 0x5A5A5A5A));
    EXPECT_FIRMWARE(chip, reported, address);
    unwatch(chip);
    expect_rd(chip, SR, SR_IDLE | error);
    run_ps(chip, 3 * tprog);
    expect_rd(chip, SR, SR_IDLE | error);
    expect_peek(chip, word, before);
    wr(chip, SR, error);
    expect_rd(chip, SR, SR_IDLE);
}

static void expect_refused(struct chip *chip, uint32_t address, unsigned size,
                           uint32_t error)
{
    expect_reported(chip, address, size, error, FIRMWARE_PROTOCOL);
}

static void expect_locked(struct chip *chip, uint32_t address)
{
    expect_reported(chip, address, 4, WRPERR, FIRMWARE_IGNORED);
}

static void test_locked(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    expect_locked(&chip, FREE);
    expect_locked(&chip, EEPROM1);
    expect_locked(&chip, OPTION_BASE);
    unlock_pe(&chip);
    expect_locked(&chip, FREE);
    expect_locked(&chip, OPTION_BASE);
    unlock_prg(&chip);
    expect_locked(&chip, OPTION_BASE);
}

/* A bit of the locked register, but not the lock itself. */
static void test_locked_register(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    watch_firmware(&chip);
    wr(&chip, PECR, ERASE | PROG);
    EXPECT_FIRMWARE(&chip, FIRMWARE_IGNORED, PECR);
    wr(&chip, PECR, PELOCK);
    assert_int_equal(chip.events.count, 0);
}

/* System memory and the factory words are never written. */
static void test_information_block(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    expect_refused(&chip, SYSTEM_BASE, 4, WRPERR);
    expect_refused(&chip, SYSTEM_BASE + 0x1FFC, 4, WRPERR);
    expect_refused(&chip, OPTION_BASE + 0x20, 4, WRPERR);
    expect_refused(&chip, OPTION_BASE + 0x7C, 4, WRPERR);
}

static void test_size(void **state)
{
    (void)state;
    static const uint32_t modes[] = {0, ERASE | PROG, FPRG | PROG};
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        open_chip(&chip);
        wr(&chip, PECR, modes[i]);
        expect_refused(&chip, FREE, 1, SIZERR);
        expect_refused(&chip, FREE + 3, 1, SIZERR);
        expect_refused(&chip, FREE + 2, 2, SIZERR);
    }
    struct chip chip;
    open_chip(&chip);
    expect_refused(&chip, OPTION_BASE, 1, SIZERR);
    expect_refused(&chip, OPTION_BASE, 2, SIZERR);
}

/* --- half pages --- */

enum { RISING, SAME, MIXED };

static uint32_t pattern(uint32_t i)
{
    return 0x01010101 * (i + 1);
}

static void load_half_page(struct chip *chip, uint32_t address, unsigned how,
                           uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t offset = how == RISING ? 4 * i : 0;
        if (how == MIXED && i)
            offset = 60 - 4 * (i % 4);
        wr(chip, address + offset, pattern(i));
    }
}

/* The hardware counts from the first address: how software counts is all the
 * same. */
static void test_half_page(void **state)
{
    (void)state;
    for (unsigned how = RISING; how <= MIXED; how++) {
        struct chip chip;
        open_chip(&chip);
        wr(&chip, PECR, FPRG | PROG);
        load_half_page(&chip, FREE + 64, how, 15);
        expect_rd(&chip, SR, SR_IDLE);
        wr(&chip, FREE + 64 + (how == RISING ? 60 : 0), pattern(15));
        EXPECT_DONE(&chip, tprog, SR_IDLE | EOP);
        for (uint32_t i = 0; i < 16; i++)
            expect_peek(&chip, FREE + 64 + 4 * i, pattern(i));
        expect_peek(&chip, FREE + 60, 0);
        expect_peek(&chip, FREE + 128, 0);
    }
}

static void test_half_page_alignment(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, PECR, FPRG | PROG);
    expect_refused(&chip, FREE + 4, 4, PGAERR);
    load_half_page(&chip, FREE, RISING, 3);
    expect_refused(&chip, FREE + 64, 4, PGAERR); /* another half page */
    load_half_page(&chip, FREE, RISING, 16);     /* from the beginning */
    EXPECT_DONE(&chip, tprog, SR_IDLE | EOP);
    expect_peek(&chip, FREE + 60, pattern(15));
}

/* One word that is not erased: nothing of the half page is written. */
static void test_half_page_not_erased(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    load_word(&chip, FREE + 60, 0x80);
    wr(&chip, PECR, FPRG | PROG);
    load_half_page(&chip, FREE, RISING, 16);
    expect_rd(&chip, SR, SR_IDLE | NOTZEROERR);
    run_ps(&chip, 2 * tprog);
    expect_peek(&chip, FREE, 0);
    expect_peek(&chip, FREE + 60, 0x80);
}

/* Any read of NVM or system memory in between aborts it, from either bank. */
static void test_half_page_read_between(void **state)
{
    (void)state;
    static const uint32_t reads[] = {FLASH_BASE,  BANK2,       FREE, EEPROM1,
                                     OPTION_BASE, SYSTEM_BASE, 0 /* alias */};
    for (unsigned i = 0; i < sizeof reads / sizeof *reads; i++) {
        struct chip chip;
        open_chip(&chip);
        wr(&chip, PECR, FPRG | PROG);
        load_half_page(&chip, FREE, RISING, 8);
        rd(&chip, SRAM_BASE); /* these two are no reads of NVM */
        rd(&chip, SR);
        watch_firmware(&chip);
        rd(&chip, reads[i]);
        assert_int_equal(chip.events.count, 1);
        expect_rd(&chip, SR, SR_IDLE | FWWERR);
        unwatch(&chip);
        wr(&chip, SR, FWWERR);
        load_half_page(&chip, FREE, RISING, 16);
        EXPECT_DONE(&chip, tprog, SR_IDLE | EOP);
    }
}

/* Code that copies 16 words to FREE; where it runs decides. */
static const uint16_t copy_code[] = {
    0x2300, /*     movs r3, #0           */
    0x58CA, /* 1:  ldr  r2, [r1, r3]     */
    0x50C2, /*     str  r2, [r0, r3]     */
    0x3304, /*     adds r3, #4           */
    0x2B40, /*     cmp  r3, #64          */
    0xD1FA, /*     bne  1b               */
    0xE7FE, /*     b    .                */
};

static void run_copy(struct chip *chip, uint32_t code)
{
    open_chip(chip);
    wr(chip, PECR, FPRG | PROG);
    for (uint32_t i = 0; i < 16; i++)
        load_word(chip, 0x20001000 + 4 * i, pattern(i));
    load_code(chip, code, copy_code, 7);
    cpu_wake(chip);
    chip->cpu.r[0] = FREE;
    chip->cpu.r[1] = 0x20001000;
    jump_to(chip, code);
    run_ps(chip, 3 * tprog);
}

static void test_half_page_from_ram(void **state)
{
    (void)state;
    struct chip chip;
    run_copy(&chip, 0x20000000);
    expect_rd(&chip, SR, SR_IDLE | EOP);
    expect_peek(&chip, FREE + 60, pattern(15));
}

/* EE 321863: also when the code runs from the other bank. */
static void test_half_page_from_nvm(void **state)
{
    (void)state;
    static const uint32_t codes[] = {0x08000200, FREE2, SYSTEM_BASE};
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        run_copy(&chip, codes[i]);
        assert_int_equal(rd(&chip, SR) & (BSY | EOP | FWWERR), FWWERR);
        expect_peek(&chip, FREE, 0);
    }
}

/* FPRG or PROG cleared in between: the words so far are forgotten. */
static void test_half_page_given_up(void **state)
{
    (void)state;
    static const uint32_t left[] = {0, FPRG, PROG};
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        open_chip(&chip);
        wr(&chip, PECR, FPRG | PROG);
        load_half_page(&chip, FREE, RISING, 15);
        wr(&chip, PECR, left[i]);
        rd(&chip, FREE);
        expect_rd(&chip, SR, SR_IDLE);
        wr(&chip, PECR, FPRG | PROG);
        load_half_page(&chip, FREE + 64, RISING, 15);
        expect_rd(&chip, SR, SR_IDLE);
    }
}

static void test_parallel_bank_is_reported(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, PECR, FPRG | PROG | PARALLELBANK);
    watch_firmware(&chip);
    load_half_page(&chip, FREE, RISING, 16);
    assert_true(reported_unmodelled(&chip, PECR));
}

/* --- EEPROM --- */

static void test_eeprom_write(void **state)
{
    (void)state;
    static const struct {
        uint32_t pecr, old, offset, value, after;
        unsigned size, times;
    } rows[] = {
        {0, 0, 0, 0x12345678, 0x12345678, 4, 1},
        {0, 0x11111111, 0, 0x12345678, 0x12345678, 4, 2},
        {0, 0, 2, 0xABCD, 0xABCD0000, 2, 1},
        {0, 0x11223344, 2, 0xABCD, 0xABCD3344, 2, 2},
        {0, 0x11223344, 1, 0x77, 0x11227744, 1, 2},
        {0, 0, 3, 0x77, 0x77000000, 1, 1},
        {FIX, 0, 0, 0x12345678, 0x12345678, 4, 2},
        {FIX, 5, 0, 6, 6, 4, 2},
        {FIX | DATA, 0x11223344, 0, 0x77, 0x11223377, 1, 2},
        {ERASE | DATA, 0x11223344, 0, 0, 0, 4, 1},
        {ERASE, 0x11223344, 2, 9, 0, 2, 1},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        open_chip(&chip);
        wr(&chip, PECR, PRGLOCK | OPTLOCK | rows[i].pecr); /* not needed */
        load_word(&chip, EEPROM1 + 8, rows[i].old);
        load_word(&chip, EEPROM1 + 12, 0xFFFFFFFF);
        fixture_write(&chip, EEPROM1 + 8 + rows[i].offset, rows[i].size,
                      rows[i].value, __FILE__, __LINE__);
        EXPECT_DONE(&chip, rows[i].times * tprog, SR_IDLE | EOP);
        expect_peek(&chip, EEPROM1 + 8, rows[i].after);
        expect_peek(&chip, EEPROM1 + 12, 0xFFFFFFFF);
    }
}

/* --- interrupts --- */

static void test_interrupts(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, PECR, EOPIE);
    wr(&chip, FREE, 1);
    assert_false(irq_line(&chip, IRQ_FLASH));
    run_ps(&chip, tprog);
    assert_true(irq_line(&chip, IRQ_FLASH));
    wr(&chip, SR, EOP);
    assert_false(irq_line(&chip, IRQ_FLASH));
    wr8(&chip, FREE, 1);
    assert_false(irq_line(&chip, IRQ_FLASH)); /* an error without ERRIE */
    wr(&chip, PECR, ERRIE);
    assert_true(irq_line(&chip, IRQ_FLASH));
    wr(&chip, SR, SIZERR);
    assert_false(irq_line(&chip, IRQ_FLASH));
    wr(&chip, FREE + 4, 1);
    run_ps(&chip, tprog);
    assert_false(irq_line(&chip, IRQ_FLASH)); /* EOP without EOPIE */
}

static void test_interrupt_is_taken(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, 0xE000E100, 1u << IRQ_FLASH);
    wr(&chip, PECR, EOPIE);
    wr(&chip, FREE2, 1);
    run_ps(&chip, tprog + 20 * PS_PER_US);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_IRQ0 + IRQ_FLASH);
}

/* --- who waits for whom --- */

/* Code at `code` runs while `target` is programmed: instructions executed
 * until the end of the operation. */
static uint64_t runs_meanwhile(struct chip *chip, uint32_t code,
                               uint32_t target)
{
    static const uint16_t idle[] = {0xE7FE, 0xE7FE};
    load_code(chip, code, idle, 2);
    wr(chip, target, 1);
    assert_true(rd(chip, SR) & BSY);
    cpu_wake(chip);
    jump_to(chip, code);
    uint64_t before = chip->cpu.instructions;
    run_ps(chip, tprog - 10 * PS_PER_US);
    assert_true(rd(chip, SR) & BSY);
    uint64_t executed = chip->cpu.instructions - before;
    run_ps(chip, 20 * PS_PER_US);
    assert_false(rd(chip, SR) & BSY);
    assert_true(chip->cpu.instructions > before + executed);
    return executed;
}

static void test_fetch_while_busy(void **state)
{
    (void)state;
    static const struct {
        uint32_t code, target;
        bool waits;
    } rows[] = {
        {FIXTURE_IDLE, FREE, true},
        {FIXTURE_IDLE, FREE2, false},
        {IDLE2, FREE2, true},
        {IDLE2, FREE, false},
        {FIXTURE_IDLE, EEPROM1, true},
        {FIXTURE_IDLE, EEPROM2, false},
        {IDLE2, EEPROM1 + 0xBFC, false},
        {IDLE2, EEPROM2, true},
        {RAM_IDLE, FREE, false},
        {RAM_IDLE, EEPROM2, false},
        {SYSTEM_BASE, FREE, true},
        {SYSTEM_BASE, FREE2, false},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        open_chip(&chip);
        uint64_t executed = runs_meanwhile(&chip, rows[i].code, rows[i].target);
        if (rows[i].waits)
            assert_int_equal(executed, 0);
        else
            assert_true(executed > 3000);
    }
}

/* 64 KB parts have one bank: everything waits. */
static void test_fetch_while_busy_single_bank(void **state)
{
    (void)state;
    struct chip chip;
    fixture_part(&chip, "stm32l073r8");
    sleep_core(&chip);
    unlock_pe(&chip);
    unlock_prg(&chip);
    assert_int_equal(runs_meanwhile(&chip, FIXTURE_IDLE, 0x0800F000), 0);
}

/* With UFB=1 the banks are the physical ones. */
static void test_fetch_while_busy_swapped(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, 0x40021034, 1);
    wr(&chip, 0x40010000, 1 << 3);
    assert_true(runs_meanwhile(&chip, FIXTURE_IDLE, FREE2) > 3000);
    expect_peek(&chip, FREE2, 1);
    wr(&chip, 0x40010000, 0);
    expect_peek(&chip, FREE, 1);
}

/* A load and a store in SRAM code wait for the bank; then they are done. */
static void test_data_access_while_busy(void **state)
{
    (void)state;
    static const uint16_t code[] = {
        0x6002, /* str r2, [r0] */
        0x6803, /* ldr r3, [r0] */
        0x604A, /* str r2, [r1, #4] */
        0xE7FE,
    };
    struct chip chip;
    open_chip(&chip);
    load_code(&chip, RAM_IDLE, code, 4);
    cpu_wake(&chip);
    chip.cpu.r[0] = FREE;
    chip.cpu.r[1] = FREE2;
    chip.cpu.r[2] = 0xCAFE;
    jump_to(&chip, RAM_IDLE);
    uint64_t start = clock_ps(&chip);
    run_ps(&chip, tprog - 20 * PS_PER_US);
    assert_int_equal(chip.cpu.r[CPU_PC], RAM_IDLE + 2); /* the load waits */
    run_ps(&chip, 40 * PS_PER_US);
    assert_int_equal(chip.cpu.r[3], 0xCAFE);
    assert_int_equal(chip.cpu.r[CPU_PC], RAM_IDLE + 6);
    assert_true(clock_ps(&chip) - start < 2 * tprog);
    run_ps(&chip, tprog);
    expect_peek(&chip, FREE2 + 4, 0xCAFE);
}

/* A second store during the first waits, even for the other bank. */
static void test_store_while_busy(void **state)
{
    (void)state;
    static const uint16_t code[] = {
        0x6002, /* str r2, [r0] */
        0x600A, /* str r2, [r1] */
        0xE7FE,
    };
    struct chip chip;
    open_chip(&chip);
    load_code(&chip, RAM_IDLE, code, 3);
    cpu_wake(&chip);
    chip.cpu.r[0] = FREE;
    chip.cpu.r[1] = FREE2;
    chip.cpu.r[2] = 0xCAFE;
    jump_to(&chip, RAM_IDLE);
    run_ps(&chip, tprog + 20 * PS_PER_US);
    expect_peek(&chip, FREE, 0xCAFE);
    expect_peek(&chip, FREE2, 0);
    expect_rd(&chip, SR, SR_BUSY | EOP);
    run_ps(&chip, tprog);
    expect_peek(&chip, FREE2, 0xCAFE);
}

/* --- a reset in the middle --- */

static bool between(uint32_t got, uint32_t old, uint32_t now)
{
    return !(got & ~(old | now)) && !(~got & old & now);
}

/* The torn cell for a seed, by operation. */
static uint32_t torn_word(uint32_t seed, uint32_t pecr, uint32_t address,
                          uint32_t old, uint32_t now)
{
    struct chip chip;
    open_chip(&chip);
    chip.board.seed = seed;
    load_word(&chip, address, old);
    wr(&chip, PECR, pecr);
    wr(&chip, address, now);
    run_ps(&chip, tprog / 2);
    assert_true(rd(&chip, SR) & BSY);
    do_reset(&chip, RESET_PIN);
    expect_rd(&chip, SR, SR_IDLE);
    run_ps(&chip, 2 * tprog);
    expect_rd(&chip, SR, SR_IDLE); /* it does not go on */
    return peek_word(&chip, address);
}

static void test_torn_program(void **state)
{
    (void)state;
    bool differs = false;
    for (uint32_t seed = 0; seed < 16; seed++) {
        uint32_t got = torn_word(seed, 0, FREE, 0, 0xFFFF0FF0);
        assert_true(between(got, 0, 0xFFFF0FF0));
        assert_int_equal(got, torn_word(seed, 0, FREE, 0, 0xFFFF0FF0));
        differs |= got != torn_word(seed + 1, 0, FREE, 0, 0xFFFF0FF0);
    }
    assert_true(differs);
}

/* Programmed without an erase: the old bits are still there. */
static void test_torn_program_keeps_old_bits(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 16; seed++) {
        uint32_t got = torn_word(seed, 0, FREE, 0x0F0F, 0x00FFFFFF);
        assert_int_equal(got & 0x0F0F, 0x0F0F);
        assert_true(between(got, 0x0F0F, 0x00FFFFFF));
    }
}

static void test_torn_erase(void **state)
{
    (void)state;
    bool low = false, high = false;
    for (uint32_t seed = 0; seed < 16; seed++) {
        uint32_t got = torn_word(seed, ERASE | PROG, FREE, 0xFFFFFFFF, 0);
        low |= (got & 0xFF) != 0 && (got & 0xFF) != 0xFF;
        high |= got >> 24 != 0 && got >> 24 != 0xFF;
    }
    assert_true(low && high);
}

/* Erased and written: also bits common to both may be missing. */
static void test_torn_eeprom(void **state)
{
    (void)state;
    bool lost = false;
    for (uint32_t seed = 0; seed < 16; seed++) {
        uint32_t got = torn_word(seed, 0, EEPROM1, 0xFFFF0000, 0xFF00FF00);
        assert_int_equal(got & ~0xFFFFFF00u, 0);
        lost |= (got & 0xFF000000) != 0xFF000000;
    }
    assert_true(lost);
}

/* A reset ends a half page that is being loaded: nothing was written. */
static void test_reset_while_loading(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, PECR, FPRG | PROG);
    load_half_page(&chip, FREE, RISING, 15);
    do_reset(&chip, RESET_SYSTEM);
    expect_peek(&chip, FREE, 0);
    expect_rd(&chip, SR, SR_IDLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_program_word),
        cmocka_unit_test(test_not_erased),
        cmocka_unit_test(test_erase_page),
        cmocka_unit_test(test_prog_missing),
        cmocka_unit_test(test_locked),
        cmocka_unit_test(test_locked_register),
        cmocka_unit_test(test_information_block),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_half_page),
        cmocka_unit_test(test_half_page_alignment),
        cmocka_unit_test(test_half_page_not_erased),
        cmocka_unit_test(test_half_page_read_between),
        cmocka_unit_test(test_half_page_from_ram),
        cmocka_unit_test(test_half_page_from_nvm),
        cmocka_unit_test(test_half_page_given_up),
        cmocka_unit_test(test_parallel_bank_is_reported),
        cmocka_unit_test(test_eeprom_write),
        cmocka_unit_test(test_interrupts),
        cmocka_unit_test(test_interrupt_is_taken),
        cmocka_unit_test(test_fetch_while_busy),
        cmocka_unit_test(test_fetch_while_busy_single_bank),
        cmocka_unit_test(test_fetch_while_busy_swapped),
        cmocka_unit_test(test_data_access_while_busy),
        cmocka_unit_test(test_store_while_busy),
        cmocka_unit_test(test_torn_program),
        cmocka_unit_test(test_torn_program_keeps_old_bits),
        cmocka_unit_test(test_torn_erase),
        cmocka_unit_test(test_torn_eeprom),
        cmocka_unit_test(test_reset_while_loading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
