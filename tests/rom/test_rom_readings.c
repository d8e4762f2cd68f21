/* SPDX-License-Identifier: MIT
 *
 * Every value of every reading of the model ROM. docs/rom.md 5 and 9.
 */
#include "tests/rom/rom_board.h"

static void test_bounce_by_branch_leaves_junk(void **state)
{
    (void)state;
    FOR_EACH_CHECKING(which)
    {
        board(which, 0, APP_SP, 0);
        for (uint32_t a = SRAM_BASE; a < SRAM_BASE + SRAM_SIZE; a += 4)
            put(a, MARK);
        enter();
        assert_true(runs(BANK1_RUNS));
        assert_int_equal(chip.reset.count, 1);
        assert_int_equal(cpu_msp(&chip), APP_SP);
        for (unsigned i = 0; i < 15; i++) {
            uint32_t value = chip.cpu.r[i];
            assert_int_not_equal(value, MARK);
            assert_false(value >= 0x1FF00000 && value < 0x1FF02000);
        }
        for (uint32_t a = SRAM_BASE; a < ROM_SP; a += 4) {
            uint32_t word;
            assert_true(chip_peek(&chip, a, &word, 4));
            assert_int_not_equal(word, MARK);
        }
    }
}

static void test_bounce_by_reset(void **state)
{
    (void)state;
    FOR_EACH_CHECKING(which)
    {
        board(which, READING(BOUNCE, RESET), APP_SP, 0);
        enter();
        assert_true(runs(BANK1_RUNS));
        assert_int_equal(chip.reset.count, 2);
        assert_int_equal(chip.reset.last, RESET_SYSTEM);
        /* A reset with BFB2=0 starts bank 1, even if bank 2 was found. */
        board(which, READING(BOUNCE, RESET), APP_SP, APP_SP);
        enter();
        assert_true(runs(BANK1_RUNS));
        assert_int_equal(chip.reset.count, 2);
    }
}

static void assert_kept(uint32_t address, bool kept)
{
    uint32_t word;
    assert_true(chip_peek(&chip, address, &word, 4));
    if ((word == MARK) != kept)
        fail_msg("0x%08X is %s", (unsigned)address, kept ? "lost" : "kept");
}

static void test_ram(void **state)
{
    static const struct {
        uint32_t choice;
        bool above_variables, below_top, above_top;
    } cases[] = {{READING(RAM, OWN), false, false, true},
                 {READING(RAM, KEEP), true, true, true},
                 {READING(RAM, ALL), false, false, false}};
    (void)state;
    FOR_EACH_ROM(which)
    for (unsigned i = 0; i < 3; i++)
        for (unsigned valid = 0; valid < 2; valid++) {
            board(which, cases[i].choice, valid ? APP_SP : 0, 0);
            for (uint32_t a = SRAM_BASE; a < SRAM_BASE + SRAM_SIZE; a += 4)
                put(a, MARK);
            enter();
            host_wait(&chip, 30 * PS_PER_MS);
            assert_kept(SRAM_BASE, false);
            assert_kept(SRAM_BASE + 0xC00, false);
            assert_kept(SRAM_BASE + 0xF00, cases[i].above_variables);
            assert_kept(SRAM_BASE + 0x1200, cases[i].below_top);
            assert_kept(ROM_SP, cases[i].above_top);
            assert_kept(0x20003000, cases[i].above_top);
            assert_kept(0x20004FFC, cases[i].above_top);
        }
}

static void test_sp(void **state)
{
    static const struct {
        uint32_t head;
        bool range, mask;
    } cases[] = {
        {0x20000000, false, true},  {0x20000001, true, true},
        {0x20000004, true, true},   {0x20005000, true, true},
        {0x20005004, true, true},   {0x20005005, false, true},
        {0x2001FFFF, false, true},  {0x20020000, false, false},
        {0x30000000, false, true},  {0x1FFFFFFC, false, false},
        {0x20040000, false, false}, {0xF0010000, false, true},
        {0x28001000, false, false}, {0x10001000, false, false},
        {0xBE00BE00, false, false}, {0x00000000, false, false},
        {0xFFFFFFFF, false, false},
    };
    (void)state;
    FOR_EACH_CHECKING(which)
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned bank = 1; bank <= 2; bank++) {
            uint32_t head1 = bank == 1 ? cases[i].head : 0;
            uint32_t head2 = bank == 2 ? cases[i].head : 0;
            uint32_t target = bank == 1 ? BANK1_RUNS : BANK2_RUNS;
            board(which, READING(SP, RANGE), head1, head2);
            enter();
            assert_int_equal(runs(target), cases[i].range);
            assert_int_equal(answers(U2), !cases[i].range);
            board(which, READING(SP, MASK), head1, head2);
            enter();
            assert_int_equal(runs(target), cases[i].mask);
            assert_int_equal(answers(U2), !cases[i].mask);
        }
}

static void test_past_after_a_first_pass(void **state)
{
    (void)state;
    FOR_EACH_CHECKING(which)
    for (uint32_t past = 0; past < 2; past++)
        for (uint32_t bounce = 0; bounce < 2; bounce++)
            for (uint32_t ram = 0; ram < 3; ram++) {
                uint32_t choices = READING_OF(PAST, past) |
                                   READING_OF(BOUNCE, bounce) |
                                   READING_OF(RAM, ram);
                uint8_t data[128] = {1}, zeros[128] = {0};
                board(which, choices, APP_SP, 0);
                enter();
                assert_true(runs(BANK1_RUNS));
                enter_at(roms[which].past, 1);
                assert_true(answers(U2));
                assert_int_equal(host_write(&chip, U2, 0x08010000, data, 128),
                                 ACK);
                assert_int_equal(host_read(&chip, U2, 0x08010000, zeros, 128),
                                 ACK);
                assert_memory_equal(data, zeros, 128);
            }
}

/* Noise, zeros, or variables that the application has overwritten. */
static void test_past_without_a_first_pass(void **state)
{
    (void)state;
    FOR_EACH_CHECKING(which)
    for (unsigned ram = 0; ram < 3; ram++)
        for (uint32_t past = 0; past < 2; past++) {
            board(which, READING_OF(PAST, past), APP_SP, 0);
            if (ram == 2)
                enter();
            assert_true(runs(BANK1_RUNS));
            for (uint32_t a = 0; ram && a < 0x400; a += 4)
                put(SRAM_BASE + a, 0);
            enter_at(roms[which].past, 1);
            assert_int_equal(answers(U2), past == CHOICE_PAST_FREE);
        }
}

/* Where another version has its entry, this one has UDF: HardFault. */
static void test_wrong_entry_faults(void **state)
{
    static const uint32_t entries[] = {0x1FF00368, 0x1FF00466};
    (void)state;
    FOR_EACH_ROM(which)
    for (unsigned i = 0; i < 2; i++) {
        if (roms[which].past == entries[i])
            continue;
        board(which, READING(PAST, FREE), 0, 0);
        enter_at(entries[i], 0);
        host_wait(&chip, PS_PER_MS);
        assert_int_equal(chip.cpu.ipsr, EXCEPTION_HARDFAULT);
        assert_int_equal(chip.cpu.r[CPU_PC], BANK1_RUNS);
        assert_false(answers(U2));
    }
}

/* The stack pointer is the caller's: the base address of the ROM is none. */
static void test_bad_stack_pointer_faults(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    {
        board(which, 0, 0, 0);
        enter();
        chip.cpu.r[CPU_SP] = 0x1FF00000;
        assert_false(answers(U2));
        assert_true(chip.cpu.locked_up);
    }
}

static void test_remap(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (uint32_t self = 0; self < 2; self++)
        for (uint32_t mapped = 0; mapped < 2; mapped++)
            for (uint32_t swapped = 0; swapped < 2; swapped++) {
                board(which, READING_OF(REMAP, self), 0, 0);
                enter_at(ROM_RESET, mapped | (swapped ? UFB : 0));
                assert_true(answers(U2));
                assert_int_equal(stm32l0(&chip)->syscfg.cfgr1 & 3,
                                 self | mapped);
                assert_int_equal(ufb(), swapped);
            }
}

static void test_csr(void **state)
{
    enum { FLAGS = 0xFF000000, PORRST = 0x0C000000, CSR = 0x40021050 };
    (void)state;
    FOR_EACH_ROM(which)
    for (uint32_t valid = 0; valid < 2; valid++) {
        board(which, READING(CSR, KEPT), valid ? APP_SP : 0, 0);
        enter();
        host_wait(&chip, 30 * PS_PER_MS);
        assert_int_equal(rd(&chip, CSR) & FLAGS, PORRST);
        board(which, READING(CSR, CLEARED), valid ? APP_SP : 0, 0);
        enter();
        host_wait(&chip, 30 * PS_PER_MS);
        assert_int_equal(rd(&chip, CSR) & FLAGS, 0);
        assert_int_equal(rd(&chip, CSR) & 1 << 23, 0); /* RMVF */
    }
}

/* --- Go --- */

/* What `restored` puts back, and what the ROM or its caller changes. */
static const uint32_t restored[] = {
    0x40021000, 0x4002100C, 0x40021010, 0x4002101C, 0x40021020, 0x40021024,
    0x40021028, 0x4002102C, 0x40021030, 0x40021034, 0x40021038, 0x4002104C,
    0x40022000, 0x40022004, 0x40010400, 0x40010404, 0x40010408, 0x4001040C,
    0xE000E010, 0xE000E014, 0xE000E100, 0xE000E200, 0xE000E400, 0xE000ED08,
};
/* The same behind an enable bit: read with all clocks on. */
static const uint32_t gated[] = {
    0x40007000, 0x40010000, 0x40010008, 0x40013800, 0x4001380C, 0x40004400,
    0x4000440C, 0x50000000, 0x50000004, 0x50000008, 0x5000000C, 0x50000014,
    0x50000020, 0x50000024, 0x50000400, 0x5000040C,
};
enum {
    RESTORED = sizeof restored / sizeof *restored,
    GATED = sizeof gated / sizeof *gated
};

static void snapshot(uint32_t values[RESTORED + GATED])
{
    for (unsigned i = 0; i < RESTORED; i++)
        values[i] = rd(&chip, restored[i]);
    wr(&chip, 0x4002102C, 0x9F);
    wr(&chip, APB2ENR, 0x4001);
    wr(&chip, 0x40021038, 0x10020000);
    for (unsigned i = 0; i < GATED; i++)
        values[RESTORED + i] = rd(&chip, gated[i]);
}

/* A caller that leaves a mess, the ROM, Go to bank 1. */
static void go_after_a_mess(unsigned which, uint32_t choices, uint32_t head)
{
    board(which, choices, 0, 0);
    wr(&chip, 0x4002102C, 3);
    wr(&chip, 0x50000400, 0x12345678);
    wr(&chip, 0x40010408, 0x00000002); /* EXTI RTSR */
    wr(&chip, 0xE000ED08, 0x08000000); /* VTOR */
    enter();
    assert_true(answers(U2));
    put(0x08000000, head);
    chip.cpu.primask = true;
    wr(&chip, 0xE000E100, 0x20); /* NVIC */
    wr(&chip, 0xE000E400, 0x40);
    assert_int_equal(host_go(&chip, U2, 0x08000000), ACK);
    assert_true(runs(BANK1_RUNS));
}

static void test_go_restored(void **state)
{
    uint32_t want[RESTORED + GATED], got[RESTORED + GATED];
    (void)state;
    FOR_EACH_ROM(which)
    {
        board(which, 0, APP_SP, 0);
        snapshot(want);
        go_after_a_mess(which, READING(GO, RESTORED), APP_SP);
        assert_int_equal(chip.reset.count, 1);
        assert_false(chip.cpu.primask);
        assert_int_equal(cpu_msp(&chip), APP_SP);
        snapshot(got);
        for (unsigned i = 0; i < RESTORED + GATED; i++)
            if (got[i] != want[i])
                fail_msg("0x%08X is 0x%08X, after a reset 0x%08X",
                         (unsigned)(i < RESTORED ? restored[i]
                                                 : gated[i - RESTORED]),
                         (unsigned)got[i], (unsigned)want[i]);
    }
}

static void test_go_left(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (unsigned i = 0; i < 2; i++) {
        uint32_t choices = i ? READING(GO, LEFT) : READING(GO, CHECKS_SP);
        go_after_a_mess(which, choices, APP_SP);
        assert_int_equal(chip.reset.count, 1);
        assert_int_equal(cpu_msp(&chip), APP_SP);
        assert_true(chip.cpu.primask);
        assert_int_equal(chip.clock.hclk_hz, 32000000);
        assert_int_equal(stm32l0(&chip)->syscfg.cfgr1 & 3, 1);
        assert_int_not_equal(rd(&chip, APB2ENR), 0);
        assert_int_equal(rd(&chip, 0x40004400) & 1, 1); /* USART2 UE */
        assert_int_equal(rd(&chip, 0xE000E010) & 7, 5); /* SysTick */
    }
}

/* An invalid head is started all the same, or makes a reset. */
static void test_go_to_an_invalid_head(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    {
        go_after_a_mess(which, READING(GO, LEFT), 0xBE00BE00);
        assert_int_equal(chip.reset.count, 1);
        assert_int_equal(cpu_msp(&chip), 0xBE00BE00);
        go_after_a_mess(which, READING(GO, RESTORED), 0xBE00BE00);
        assert_int_equal(chip.reset.count, 1);
        go_after_a_mess(which, READING(GO, CHECKS_SP), 0xBE00BE00);
        assert_int_equal(chip.reset.count, 2);
        assert_int_equal(chip.reset.last, RESET_SYSTEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounce_by_branch_leaves_junk),
        cmocka_unit_test(test_bounce_by_reset),
        cmocka_unit_test(test_ram),
        cmocka_unit_test(test_sp),
        cmocka_unit_test(test_past_after_a_first_pass),
        cmocka_unit_test(test_past_without_a_first_pass),
        cmocka_unit_test(test_wrong_entry_faults),
        cmocka_unit_test(test_bad_stack_pointer_faults),
        cmocka_unit_test(test_remap),
        cmocka_unit_test(test_csr),
        cmocka_unit_test(test_go_restored),
        cmocka_unit_test(test_go_left),
        cmocka_unit_test(test_go_to_an_invalid_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
