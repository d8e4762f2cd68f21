/* SPDX-License-Identifier: MIT
 *
 * Every value of the readings of the model ROM up to its loop; test_rom_go.c
 * has the others. docs/rom.md 5.
 */
#include "bench/stm32l0/readings.h"
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

/* With BFB2=1, too. */
static void test_stack(void **state)
{
    (void)state;
    FOR_EACH_CHECKING(which)
    for (uint32_t off = 0; off < 2; off++)
        for (unsigned bfb2 = 0; bfb2 < 2; bfb2++) {
            rom_chip(&chip, which, READING_OF(STACK, off));
            put_app(0x08000000, APP_SP, BANK1_RUNS);
            put_options(bfb2, 0xAA);
            chip_power_on(&chip);
            assert_true(runs(BANK1_RUNS));
            if (!bfb2)
                enter();
            assert_true(runs(BANK1_RUNS));
            assert_int_equal(cpu_msp(&chip), APP_SP + 8 * off);
        }
}

/* BFB2=1 asks for the check under either value, and so does level 1. */
static void test_bfb2(void **state)
{
    (void)state;
    FOR_EACH_CHECKING(which)
    for (uint32_t consulted = 0; consulted < 2; consulted++)
        for (unsigned bfb2 = 0; bfb2 < 2; bfb2++)
            for (unsigned rdp1 = 0; rdp1 < 2; rdp1++) {
                bool stays = consulted && !bfb2;
                rom_chip(&chip, which, READING_OF(BFB2, consulted));
                put_app(0x08000000, APP_SP, BANK1_RUNS);
                put_app(0x08018000, 0, BANK2_RUNS);
                put_options(bfb2, rdp1 ? 0xBB : 0xAA);
                chip_power_on(&chip);
                assert_true(runs(BANK1_RUNS));
                put(0x08018000, APP_SP);
                enter();
                assert_int_equal(answers(U2), stays);
                assert_int_equal(runs(BANK2_RUNS), !stays);
                assert_int_equal(ufb(), !stays);
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
        bool valid[CHOICE_SP_VALUES]; /* range, mask, below */
    } cases[] = {
        {0x20000000, {false, true, true}},
        {0x20000001, {true, true, true}},
        {0x20000004, {true, true, true}},
        {0x20004FFC, {true, true, true}},
        {0x20004FFF, {true, true, true}},
        {0x20005000, {true, true, false}},
        {0x20005004, {true, true, false}},
        {0x20005005, {false, true, false}},
        {0x2001FFFF, {false, true, false}},
        {0x20020000, {false, false, false}},
        {0x30000000, {false, true, false}},
        {0x1FFFFFFC, {false, false, false}},
        {0x20040000, {false, false, false}},
        {0xF0010000, {false, true, false}},
        {0x28001000, {false, false, false}},
        {0x10001000, {false, false, false}},
        {0xBE00BE00, {false, false, false}},
        {0x00000000, {false, false, false}},
        {0xFFFFFFFF, {false, false, false}},
    };
    (void)state;
    FOR_EACH_CHECKING(which)
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned bank = 1; bank <= 2; bank++)
            for (unsigned sp = 0; sp < CHOICE_SP_VALUES; sp++) {
                uint32_t head1 = bank == 1 ? cases[i].head : 0;
                uint32_t head2 = bank == 2 ? cases[i].head : 0;
                uint32_t target = bank == 1 ? BANK1_RUNS : BANK2_RUNS;
                board(which, READING_OF(SP, sp), head1, head2);
                enter();
                assert_int_equal(runs(target), cases[i].valid[sp]);
                assert_int_equal(answers(U2), !cases[i].valid[sp]);
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

/* Where another version has its entry, this one has UDF: HardFault, by the
 * vectors of the application, for nothing has mapped those of the ROM. */
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
    for (uint32_t choice = 0; choice < 3; choice++)
        for (uint32_t mapped = 0; mapped < 2; mapped++)
            for (uint32_t swapped = 0; swapped < 2; swapped++) {
                bool self = choice == CHOICE_REMAP_SELF;
                board(which, READING_OF(REMAP, choice), 0, 0);
                enter_at(ROM_RESET, mapped | (swapped ? UFB : 0));
                assert_true(answers(U2));
                assert_int_equal(stm32l0(&chip)->syscfg.cfgr1 & 3,
                                 self | mapped);
                assert_int_equal(ufb(), swapped);
            }
}

/* An interrupt that the caller left on, VTOR at the application, nothing
 * mapped. */
static void test_vectors_in_use(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (uint32_t choice = 0; choice < 3; choice++)
        for (unsigned vtor = 0; vtor < 2; vtor++) {
            bool rom = choice == CHOICE_REMAP_VTOR ||
                       (choice == CHOICE_REMAP_SELF && !vtor);
            board(which, READING_OF(REMAP, choice), 0, 0);
            wr(&chip, 0xE000ED08, vtor ? 0x08000000 : 0);
            enter_at(ROM_RESET, 0);
            host_wait(&chip, 30 * PS_PER_MS);
            wr(&chip, 0xE000ED04, 1 << 26); /* PENDSTSET */
            host_wait(&chip, PS_PER_MS);
            assert_int_equal(chip.reset.count, rom ? 2 : 1);
            assert_int_equal(chip.cpu.r[CPU_PC], BANK1_RUNS);
        }
}

/* Mapped by the caller, so that its vectors are in use anyway. */
static void test_fault(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (uint32_t hang = 0; hang < 2; hang++) {
        board(which, READING_OF(FAULT, hang), 0, 0);
        enter();
        host_wait(&chip, 30 * PS_PER_MS);
        jump_to(&chip, 0xA0000000);
        chip.cpu.fetched = CPU_NO_WORD;
        host_wait(&chip, PS_PER_MS);
        assert_int_equal(chip.reset.count, hang ? 1 : 2);
        assert_int_equal(chip.cpu.ipsr, hang ? EXCEPTION_HARDFAULT : 0);
        assert_int_equal(chip.cpu.r[CPU_PC] == BANK1_RUNS, !hang);
        if (!hang)
            assert_int_equal(chip.reset.last, RESET_SYSTEM);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounce_by_branch_leaves_junk),
        cmocka_unit_test(test_bounce_by_reset),
        cmocka_unit_test(test_stack),
        cmocka_unit_test(test_bfb2),
        cmocka_unit_test(test_ram),
        cmocka_unit_test(test_sp),
        cmocka_unit_test(test_past_after_a_first_pass),
        cmocka_unit_test(test_past_without_a_first_pass),
        cmocka_unit_test(test_wrong_entry_faults),
        cmocka_unit_test(test_bad_stack_pointer_faults),
        cmocka_unit_test(test_remap),
        cmocka_unit_test(test_vectors_in_use),
        cmocka_unit_test(test_fault),
        cmocka_unit_test(test_csr),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
