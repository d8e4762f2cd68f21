/* SPDX-License-Identifier: MIT
 *
 * FLASH registers: ACR rules, the four key registers and what a wrong key
 * does, PECR's locks, wait states.
 */
#include "tests/chip/stm32l0/flash_block.h"

/* Bytes and halfwords of the registers are bus errors. */
static void test_word_access_only(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    assert_true(rd_faults(&chip, ACR, 1));
    assert_true(rd_faults(&chip, SR, 2));
    assert_true(wr_faults(&chip, ACR, 1, 1));
    assert_true(wr_faults(&chip, ACR, 2, 1));
    expect_rd(&chip, ACR, 0);
}

/* --- ACR --- */

static void test_acr(void **state)
{
    (void)state;
    static const struct {
        uint32_t write, read;
    } rows[] = {
        {0xFFFFFFFF, 0x29}, /* DISAB_BUF: no PRFTEN, no PRE_READ; no RUN_PD */
        {0x42, 0x42},       /* DISAB_BUF goes, both come */
        {0x62, 0x20},       /* DISAB_BUF takes both away */
        {0x0B, 0x0B},       {0x10, 0x00}, /* RUN_PD is locked */
        {0x00, 0x00},
    };
    struct chip chip;
    fixture_chip(&chip);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        wr(&chip, ACR, rows[i].write);
        expect_rd(&chip, ACR, rows[i].read);
    }
}

static void test_run_pd(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    watch_firmware(&chip);
    wr(&chip, PDKEYR, 0x04152637);
    wr(&chip, PDKEYR, 0xFAFBFCFD);
    wr(&chip, ACR, 0x10);
    expect_rd(&chip, ACR, 0x10);
    assert_true(reported_unmodelled(&chip, ACR));
    wr(&chip, ACR, 0x00); /* locks it again */
    wr(&chip, ACR, 0x10);
    expect_rd(&chip, ACR, 0x00);
    wr(&chip, PDKEYR, 0x04152637);
    wr(&chip, PDKEYR, 0xFAFBFCFD);
    wr(&chip, ACR, 0x10);
    expect_rd(&chip, ACR, 0x10);
}

/* --- keys --- */

struct lock_row {
    uint32_t reg, key1, key2, bit;
};

static const struct lock_row lock_rows[] = {
    {PEKEYR, 0x89ABCDEF, 0x02030405, PELOCK},
    {PRGKEYR, 0x8C9DAEBF, 0x13141516, PRGLOCK},
    {OPTKEYR, 0xFBEAD9C8, 0x24252627, OPTLOCK},
};

/* A chip on which the keys of the lock are listened to. */
static void lock_chip(struct chip *chip, const struct lock_row *row)
{
    fixture_chip(chip);
    if (row->reg != PEKEYR)
        unlock_pe(chip);
}

static void test_unlock(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        const struct lock_row *row = &lock_rows[i];
        struct chip chip;
        lock_chip(&chip, row);
        uint32_t before = rd(&chip, PECR);
        assert_true(before & row->bit);
        wr(&chip, row->reg, row->key1);
        expect_rd(&chip, PECR, before);
        wr(&chip, row->reg, row->key2);
        expect_rd(&chip, PECR, before & ~row->bit);
        do_reset(&chip, RESET_SYSTEM);
        expect_rd(&chip, PECR, 7);
    }
}

/* Each wrong sequence: its last key faults, and the lock stays closed for the
 * right keys, too, until a reset. */
static void test_wrong_keys(void **state)
{
    (void)state;
    enum { K1, K2, BAD };
    static const struct {
        uint8_t keys[3];
        unsigned count;
    } rows[] = {
        {{BAD}, 1},    {{K2}, 1},         {{K1, BAD}, 2},
        {{K1, K1}, 2}, {{K1, K2, K1}, 3}, {{K1, K2, BAD}, 3},
    };
    for (unsigned i = 0; i < 3; i++)
        for (unsigned r = 0; r < sizeof rows / sizeof *rows; r++) {
            const struct lock_row *row = &lock_rows[i];
            const uint32_t key[] = {row->key1, row->key2, 0xDEADBEEF};
            struct chip chip;
            lock_chip(&chip, row);
            for (unsigned k = 0; k + 1 < rows[r].count; k++)
                wr(&chip, row->reg, key[rows[r].keys[k]]);
            watch_firmware(&chip);
            assert_true(wr_faults(&chip, row->reg, 4,
                                  key[rows[r].keys[rows[r].count - 1]]));
            EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, row->reg);
            assert_true(rd(&chip, PECR) & row->bit);
            assert_true(wr_faults(&chip, row->reg, 4, row->key1));
            assert_true(wr_faults(&chip, row->reg, 4, row->key2));
            assert_true(rd(&chip, PECR) & row->bit);
            unwatch(&chip);
            do_reset(&chip, RESET_SYSTEM);
            if (row->reg != PEKEYR)
                unlock_pe(&chip);
            wr(&chip, row->reg, row->key1);
            wr(&chip, row->reg, row->key2);
            assert_false(rd(&chip, PECR) & row->bit);
        }
}

/* RM0367 3.7: these are not written while an operation is in flight. */
static void test_registers_while_busy(void **state)
{
    static const uint32_t regs[] = {PECR, PEKEYR, PRGKEYR};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        fixture_chip(&chip);
        unlock_pe(&chip);
        wr(&chip, EEPROM2, 0x12345678);
        assert_int_equal(rd(&chip, SR) & BSY, BSY);
        if (i == 1)
            wr(&chip, PECR, PELOCK);
        watch_firmware(&chip);
        wr(&chip, regs[i], i == 0 ? DATA : i == 1 ? 0x89ABCDEF : 0x8C9DAEBF);
        EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, regs[i]);
    }
}

/* The fault reaches the core as HardFault. */
static void test_wrong_key_is_a_hardfault(void **state)
{
    (void)state;
    static const uint16_t code[] = {
        0x4801, 0x6001, /* ldr r0, [pc, #4]; str r1, [r0] */
        0xE7FE, 0xBF00, 0x200C, 0x4002,
    };
    struct chip chip;
    fixture_chip(&chip);
    load_code(&chip, 0x20000000, code, 6);
    jump_to(&chip, 0x20000000);
    run_cycles(&chip, 100);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_HARDFAULT);
    assert_int_equal(chip.cpu.r[CPU_PC], FIXTURE_FAULT);
}

static void test_keys_need_pelock_open(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    for (unsigned i = 1; i < 3; i++) {
        wr(&chip, lock_rows[i].reg, lock_rows[i].key1);
        wr(&chip, lock_rows[i].reg, 0xDEADBEEF); /* no fault: ignored */
        wr(&chip, lock_rows[i].reg, lock_rows[i].key2);
    }
    expect_rd(&chip, PECR, 7);
    unlock_pe(&chip);
    unlock_prg(&chip);
    unlock_opt(&chip);
    expect_rd(&chip, PECR, 0);
}

/* Closed by software, a lock opens again. */
static void test_relock(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    for (unsigned round = 0; round < 3; round++) {
        unlock_pe(&chip);
        unlock_prg(&chip);
        unlock_opt(&chip);
        wr(&chip, PECR, PRGLOCK);
        expect_rd(&chip, PECR, PRGLOCK);
        wr(&chip, PECR, OPTLOCK);
        expect_rd(&chip, PECR, PRGLOCK | OPTLOCK);
        wr(&chip, PECR, 0); /* set-only */
        expect_rd(&chip, PECR, PRGLOCK | OPTLOCK);
        wr(&chip, PECR, PELOCK);
        expect_rd(&chip, PECR, 7);
    }
}

/* --- PECR --- */

static void test_pecr(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, PECR, PROG | ERASE); /* locked: no effect, no fault */
    expect_rd(&chip, PECR, 7);
    unlock_pe(&chip);
    unlock_prg(&chip);
    unlock_opt(&chip);
    wr(&chip, PECR, 0xFFFFFFFF & ~(7u | OBL_LAUNCH));
    expect_rd(&chip, PECR, 0x00038718);
    wr(&chip, PECR, 0x00038718 | PELOCK); /* clears the rest */
    expect_rd(&chip, PECR, 7);
}

static void test_obl_launch(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, PECR, OBL_LAUNCH);
    run_cycles(&chip, 1);
    assert_int_equal(chip.reset.last, RESET_POWER);
    unlock_pe(&chip);
    wr(&chip, PECR, OBL_LAUNCH);
    run_cycles(&chip, 1);
    assert_int_equal(chip.reset.last, RESET_OPTION);
    expect_rd(&chip, 0x40021050, 0x0E000000);
    expect_rd(&chip, PECR, 7);
}

/* --- wait states --- */

/* Cycles of 1000 rounds of a loop in flash: two NOPs and a branch back. */
static uint64_t loop_cycles(uint32_t acr)
{
    static const uint16_t code[] = {0xBF00, 0xBF00, 0x3801, 0xD1FB, 0xE7FE};
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, ACR, acr);
    load_code(&chip, FREE, code, 5);
    chip.cpu.r[0] = 1000;
    jump_to(&chip, FREE);
    assert_true(chip_break_set(&chip, FREE + 8));
    uint64_t start = chip.cycle;
    assert_int_equal(chip_run(&chip, start + 1000000), STOP_BREAK);
    return chip.cycle - start;
}

/* One wait state a word; the prefetch hides the sequential one. */
static void test_wait_states(void **state)
{
    (void)state;
    const uint64_t rounds = 1000;
    uint64_t none = loop_cycles(0);
    uint64_t branch = loop_cycles(3); /* LATENCY, PRFTEN */
    uint64_t all = loop_cycles(1);
    assert_in_range(branch - none, rounds - 1, rounds + 1);
    assert_in_range(all - none, 2 * rounds - 1, 2 * rounds + 1);
    assert_int_equal(loop_cycles(2), none);
}

static void test_rcc_reset(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, ACR, 1);
    wr(&chip, 0x40021020, 1 << 8); /* AHBRSTR.MIFRST */
    wr(&chip, 0x40021020, 0);
    expect_rd(&chip, ACR, 0);
    expect_rd(&chip, PECR, 7);
    expect_rd(&chip, OPTR, 0x807000AA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registers_while_busy),
        cmocka_unit_test(test_word_access_only),
        cmocka_unit_test(test_acr),
        cmocka_unit_test(test_run_pd),
        cmocka_unit_test(test_unlock),
        cmocka_unit_test(test_wrong_keys),
        cmocka_unit_test(test_wrong_key_is_a_hardfault),
        cmocka_unit_test(test_keys_need_pelock_open),
        cmocka_unit_test(test_relock),
        cmocka_unit_test(test_pecr),
        cmocka_unit_test(test_obl_launch),
        cmocka_unit_test(test_wait_states),
        cmocka_unit_test(test_rcc_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
