/* SPDX-License-Identifier: MIT
 *
 * The model ROM's images, its entries and its bank check. docs/rom.md 2 to 4.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_board.h"

/* --- the images --- */

static void test_fixed_addresses(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    {
        uint8_t rom[SYSTEM_SIZE];
        uint32_t words[48];
        uint16_t at368, at466;
        rom_read_file(roms[which].name, rom, sizeof rom);
        memcpy(words, rom, sizeof words);
        memcpy(&at368, rom + 0x368, 2);
        memcpy(&at466, rom + 0x466, 2);
        assert_int_equal(words[0], ROM_SP);
        assert_int_equal(words[1], ROM_RESET | 1);
        for (unsigned i = 2; i < 47; i++)
            assert_int_equal(words[i], 0x1FF0035F);
        assert_int_equal(words[47] == 0x1FF0035F, which >= ROM_V11_1);
        for (unsigned i = 0; i < ROM_CHOICES; i++)
            assert_int_equal(rom[ROM_CHOICES_OFFSET + i], 0);
        assert_int_equal(rom[ROM_ID_OFFSET], roms[which].id);
        assert_int_equal(at368 >> 8 == 0xDE, roms[which].past != 0x1FF00368);
        assert_int_equal(at466 >> 8 == 0xDE, roms[which].past != 0x1FF00466);
    }
}

/* --- entries --- */

static void test_boot0_pin_always_gets_the_bootloader(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (unsigned bfb2 = 0; bfb2 < 2; bfb2++)
        for (unsigned rdp1 = 0; rdp1 < 2; rdp1++) {
            rom_chip(&chip, which, 0);
            put_app(0x08000000, APP_SP, BANK1_RUNS);
            put_app(0x08018000, APP_SP, BANK2_RUNS);
            put_options(bfb2, rdp1 ? 0xBB : 0xAA);
            chip.board.boot0 = true;
            chip_power_on(&chip);
            assert_true(answers(U2));
            assert_int_equal(chip.clock.hclk_hz, 32000000);
        }
}

static void test_single_jump(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    {
        board(which, 0, APP_SP, 0);
        enter();
        assert_int_equal(answers(U2), !roms[which].bank_check);
        assert_int_equal(runs(BANK1_RUNS), roms[which].bank_check);
        assert_int_equal(chip.reset.count, 1);
    }
}

static void test_single_jump_with_invalid_heads(void **state)
{
    static const uint32_t heads[] = {0xBE00BE00, 0, 0xFFFFFFFF, 0x08000101};
    (void)state;
    FOR_EACH_ROM(which)
    for (unsigned i = 0; i < 4; i++) {
        board(which, 0, heads[i], heads[3 - i]);
        enter();
        assert_true(answers(U1));
        assert_int_equal(chip.reset.count, 1);
        assert_false(ufb());
    }
}

/* By default BFB2 does not matter to a jump; RDP level 1 neither. */
static void test_jump_with_bfb2_and_level_1(void **state)
{
    (void)state;
    FOR_EACH_CHECKING(which)
    for (unsigned bfb2 = 0; bfb2 < 2; bfb2++)
        for (unsigned rdp1 = 0; rdp1 < 2; rdp1++)
            for (unsigned valid = 0; valid < 2; valid++) {
                rom_chip(&chip, which, 0);
                put_app(0x08000000, APP_SP, BANK1_RUNS);
                put_options(bfb2, rdp1 ? 0xBB : 0xAA);
                chip_power_on(&chip);
                assert_true(runs(BANK1_RUNS));
                put(0x08000000, valid ? APP_SP : 0xBE00BE00);
                enter();
                assert_int_equal(answers(U2), !valid);
                assert_int_equal(runs(BANK1_RUNS), valid);
            }
}

static void test_bank_2_goes_first(void **state)
{
    (void)state;
    FOR_EACH_CHECKING(which)
    {
        board(which, 0, APP_SP, APP_SP - 16);
        enter();
        assert_true(runs(BANK2_RUNS));
        assert_true(ufb());
        assert_int_equal(cpu_msp(&chip), APP_SP - 16);
        board(which, 0, 0, APP_SP);
        enter();
        assert_true(runs(BANK2_RUNS));
    }
}

/* The check is of physical banks, whatever is mapped at entry. */
static void test_entry_with_swapped_banks(void **state)
{
    static const struct {
        uint32_t head1, head2, runs;
        bool ufb;
    } cases[] = {
        {APP_SP, 0, BANK1_RUNS, false},
        {0, APP_SP, BANK2_RUNS, true},
        {APP_SP, APP_SP, BANK2_RUNS, true},
        {0, 0, 0, true}, /* stays; UFB as it was */
    };
    (void)state;
    FOR_EACH_CHECKING(which)
    for (unsigned i = 0; i < 4; i++) {
        rom_chip(&chip, which, 0);
        put_app(0x08000000, cases[i].head1, BANK1_RUNS);
        put_app(0x08018000, cases[i].head2, BANK2_RUNS);
        chip_power_on(&chip);
        run_cpu();
        enter_at(ROM_RESET, 1 | UFB);
        assert_int_equal(answers(U2), !cases[i].runs);
        if (cases[i].runs)
            assert_true(runs(cases[i].runs));
        assert_int_equal(ufb(), cases[i].ufb);
    }
}

static void test_bank_2_follows_the_flash_size(void **state)
{
    static const struct {
        const char *part;
        uint32_t bank2; /* 0 = none */
    } parts[] = {{"stm32l073rz", 0x08018000},
                 {"stm32l073rb", 0x08010000},
                 {"stm32l073r8", 0}};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        rom_part(&chip, parts[i].part, ROM_V4_1, 0);
        put_app(0x08000000, 0xBE00BE00, BANK1_RUNS);
        put_app(0x08008000, APP_SP, BANK2_RUNS); /* in no bank's head */
        if (i == 0)
            put_app(0x08010000, APP_SP, BANK2_RUNS);
        if (parts[i].bank2)
            put_app(parts[i].bank2, 0xBE00BE00, BANK2_RUNS);
        chip_power_on(&chip);
        run_cpu();
        enter();
        assert_true(answers(U2));
        if (!parts[i].bank2)
            continue;
        chip_power_on(&chip);
        run_cpu();
        put(parts[i].bank2, APP_SP);
        enter();
        assert_true(runs(BANK2_RUNS));
        assert_true(ufb());
    }
}

static void test_start_by_bfb2(void **state)
{
    static const struct {
        uint32_t head1, head2, runs;
    } cases[] = {{0, 0, 0},
                 {0xBE00BE00, 0, 0},
                 {APP_SP, 0, BANK1_RUNS},
                 {0, APP_SP, BANK2_RUNS},
                 {APP_SP, APP_SP, BANK2_RUNS}};
    (void)state;
    FOR_EACH_CHECKING(which)
    for (unsigned i = 0; i < 5; i++)
        for (unsigned bounce = 0; bounce < 2; bounce++) {
            rom_chip(&chip, which, READING_OF(BOUNCE, bounce));
            put_app(0x08000000, cases[i].head1, BANK1_RUNS);
            put_app(0x08018000, cases[i].head2, BANK2_RUNS);
            put_options(true, 0xAA);
            chip_power_on(&chip);
            assert_int_equal(answers(U2), !cases[i].runs);
            if (cases[i].runs)
                assert_true(runs(cases[i].runs));
            assert_int_equal(chip.reset.count, 1);
            assert_int_equal(stm32l0(&chip)->syscfg.cfgr1 & 3,
                             1); /* stays aliased */
        }
}

/* V4.0 and V11.1 have no bank check: they stay. */
static void test_start_by_bfb2_without_bank_check(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    if (!roms[which].bank_check) {
        rom_chip(&chip, which, 0);
        put_app(0x08000000, APP_SP, BANK1_RUNS);
        put_options(true, 0xAA);
        chip_power_on(&chip);
        assert_true(answers(U2));
    }
}

/* A part at level 2 that runs the application in bank 1. */
static void level_2(unsigned which, uint32_t choices, uint32_t head, bool bfb2,
                    bool boot0)
{
    rom_chip(&chip, which, choices);
    put_app(0x08000000, head, BANK1_RUNS);
    put_options(bfb2, 0xCC);
    chip.board.boot0 = boot0;
    chip_power_on(&chip);
    assert_true(runs(BANK1_RUNS));
}

static void test_level_2_never_starts_the_bootloader(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (unsigned boot0 = 0; boot0 < 2; boot0++)
        for (unsigned bounce = 0; bounce < 2; bounce++)
            for (unsigned valid = 0; valid < 2; valid++) {
                level_2(which, READING_OF(BOUNCE, bounce),
                        valid ? APP_SP : 0xBE00BE00, true, boot0);
                enter();
                assert_false(answers(U2));
                assert_true(runs(BANK1_RUNS));
                if (!roms[which].past)
                    continue;
                enter_at(roms[which].past, 1);
                assert_false(answers(U2));
                assert_true(runs(BANK1_RUNS));
            }
}

/* Only Get, Get Version and Get ID, also where a command needs no address. */
static void expect_three_commands(void)
{
    static const uint8_t refused[] = {0x11, 0x21, 0x31, 0x44,
                                      0x63, 0x73, 0x82, 0x92};
    assert_true(answers(U2));
    send_bytes(&chip, U2, 0x00, 0xFF);
    expect(&chip, U2, ACK, 11, 0x31, 0x00, 0x01, 0x02, 0x11, 0x21, 0x31, 0x44,
           0x63, 0x73, 0x82, 0x92, ACK);
    send_bytes(&chip, U2, 0x01, 0xFE);
    expect(&chip, U2, ACK, 0x31, 0x00, 0x00, ACK);
    for (unsigned i = 0; i < sizeof refused; i++)
        assert_int_equal(host_command(&chip, U2, refused[i]), NACK);
    assert_alive(&chip, U2);
}

/* AN2606: with BFB2=0 only user code gets there. */
static void test_level_2_serves_a_jump(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (unsigned boot0 = 0; boot0 < 2; boot0++) {
        level_2(which, 0, 0xBE00BE00, false, boot0);
        enter();
        expect_three_commands();
        level_2(which, 0, APP_SP, false, boot0);
        enter();
        if (roms[which].bank_check)
            assert_true(runs(BANK1_RUNS));
        else
            expect_three_commands();
        if (!roms[which].past)
            continue;
        enter_at(roms[which].past, 1);
        expect_three_commands();
    }
}

/* ... but the bank that the check finds, or bank 1. */
static void test_level_2_starts_the_right_bank(void **state)
{
    (void)state;
    FOR_EACH_CHECKING(which)
    for (unsigned boot0 = 0; boot0 < 2; boot0++)
        for (unsigned valid2 = 0; valid2 < 2; valid2++) {
            uint32_t want = valid2 ? BANK2_RUNS : BANK1_RUNS;
            rom_chip(&chip, which, 0);
            put_app(0x08000000, 0xBE00BE00, BANK1_RUNS);
            put_app(0x08018000, valid2 ? APP_SP : 0, BANK2_RUNS);
            put_options(true, 0xCC);
            chip.board.boot0 = boot0;
            chip_power_on(&chip);
            assert_true(runs(want));
            assert_int_equal(ufb(), valid2);
            for (unsigned swapped = 0; swapped < 2; swapped++) {
                enter_at(ROM_RESET, 1 | (swapped ? UFB : 0));
                assert_true(runs(want));
                assert_int_equal(ufb(), valid2);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed_addresses),
        cmocka_unit_test(test_boot0_pin_always_gets_the_bootloader),
        cmocka_unit_test(test_single_jump),
        cmocka_unit_test(test_single_jump_with_invalid_heads),
        cmocka_unit_test(test_jump_with_bfb2_and_level_1),
        cmocka_unit_test(test_bank_2_goes_first),
        cmocka_unit_test(test_entry_with_swapped_banks),
        cmocka_unit_test(test_bank_2_follows_the_flash_size),
        cmocka_unit_test(test_start_by_bfb2),
        cmocka_unit_test(test_start_by_bfb2_without_bank_check),
        cmocka_unit_test(test_level_2_never_starts_the_bootloader),
        cmocka_unit_test(test_level_2_serves_a_jump),
        cmocka_unit_test(test_level_2_starts_the_right_bank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
