/* SPDX-License-Identifier: MIT
 *
 * The firmware library on the STM32L4: request, ROM, and every way back, with
 * each ROM and each reading; where it refuses, and why.
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "chip/stm32l4/flash.h"
#include "src/boot0.h"
#include "src/boot0_record.h"
#include "tests/rom/l4_host.h"

static struct chip chip;
static struct image image;
static const char *folder = ""; /* of the images: GCC's, or "clang/" */

enum { MAILBOX = 0x2000BFF8, VTOR = 0xE000ED08, BLANK = -1 };
enum { AT_MAIN, AT_ROM, AT_NOWHERE };

static const uint8_t values[ROM_CHOICES] = {
    [CHOICE_BOUNCE] = 2,    [CHOICE_STACK] = 2, [CHOICE_RAM] = 3,
    [CHOICE_SP] = 3,        [CHOICE_BFB2] = 2,  [CHOICE_BOOT0] = 3,
    [CHOICE_REMAP] = 4,     [CHOICE_FAULT] = 2, [CHOICE_CSR] = 2,
    [CHOICE_GO] = 4,        [CHOICE_WRITE] = 2, [CHOICE_TORN] = 2,
    [CHOICE_FB_MODE] = 2,   [CHOICE_RDP2] = 2,  [CHOICE_BANKS] = 2,
    [CHOICE_HAND_OVER] = 2, [CHOICE_PAGES] = 2};

static uint32_t symbol(const char *name)
{
    const struct image_symbol *found = image_symbol(&image, name);
    if (!found)
        fail_msg("%s: no symbol %s", image.path, name);
    return found->address;
}

static void program(uint32_t at)
{
    for (size_t i = 0; i < image.segment_count; i++)
        assert_true(chip_poke(&chip, image.segments[i].address + at,
                              image.segments[i].data, image.segments[i].size));
}

/* A part with this ROM and build/firmware/library-l4-NAME.elf, off. */
static void board(const struct l4_rom *rom, const char *name, unsigned reading,
                  unsigned value)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%slibrary-l4-%s.elf", BOOT0_IMAGE_DIR,
             folder, name);
    image_free(&image);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
    l4_part(&chip, rom, reading, value);
    program(0);
}

/* Runs to main or to the ROM's reset vector, for MS. */
static unsigned run_to(const struct l4_rom *rom, unsigned ms)
{
    unsigned place = AT_NOWHERE;
    uint64_t end = clock_ps(&chip) + ms * PS_PER_MS;
    chip_break_set(&chip, symbol("main"));
    chip_break_set(&chip, rom->reset & ~1u);
    for (;;) {
        enum stop stop = chip_run_to(&chip, end);
        if (stop == STOP_EVENT) {
            host_check_events(&chip);
            continue;
        }
        if (stop == STOP_BREAK)
            place = chip.cpu.r[CPU_PC] == symbol("main") ? AT_MAIN : AT_ROM;
        break;
    }
    chip_break_clear(&chip);
    return place;
}

static void call(const struct l4_rom *rom, const char *function)
{
    assert_int_equal(run_to(rom, 5), AT_MAIN);
    cpu_branch(&chip.cpu, symbol(function));
}

static void request(const struct l4_rom *rom)
{
    call(rom, "boot0_request");
}

static unsigned outcome(void)
{
    uint32_t word = l4_word(&chip, symbol("boot0_noted"));
    return word - BOOT0_MAGIC < BOOT0_OUTCOMES ? word - BOOT0_MAGIC : 0;
}

static void expect_main(const struct l4_rom *rom, unsigned wanted)
{
    assert_int_equal(run_to(rom, 5), AT_MAIN);
    assert_int_equal(outcome(), wanted);
}

/* The same, when main has been reached meanwhile. */
static void expect_running(unsigned wanted)
{
    host_wait(&chip, 5 * PS_PER_MS);
    const struct image_symbol *at = image_symbol_at(&image, chip.cpu.r[CPU_PC]);
    assert_non_null(at);
    assert_string_equal(at->name, "main");
    assert_int_equal(outcome(), wanted);
}

/* Request, ROM, and the button: it was entered, and it is over. */
static void enter_all(void)
{
    static const char *const names[] = {"O0",   "Os",       "O3",         "rtc",
                                        "rdp1", "only-usb", "only-usart1"};
    FOR_EACH_L4(rom)
    {
        for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
            board(rom, names[i], 0, 0);
            l4_power(&chip);
            request(rom);
            assert_int_equal(outcome(), BOOT0_NONE);
            assert_int_equal(run_to(rom, 5), AT_ROM);
            assert_int_equal(chip.cpu.r[CPU_SP], rom->sp);
            assert_false(chip.cpu.primask);
            assert_int_equal(rd(&chip, L4_MEMRMP), 1);
            if (strcmp(names[i], "only-usb") != 0)
                l4_expect_ready(&chip, rom);
            for (unsigned line = U1; line <= USART_2; line++) {
                if (strncmp(names[i], "only", 4) != 0 ||
                    (line == U1 && strcmp(names[i], "only-usart1") == 0))
                    continue;
                serial_open(&chip, line, BAUD);
                host_wait(&chip, READY_MS * PS_PER_MS);
                send_bytes(&chip, line, 0x7F);
                expect_silence(&chip, line, 2);
            }
            chip_reset(&chip, RESET_PIN);
            expect_main(rom, BOOT0_ENTERED);
            chip_reset(&chip, RESET_PIN);
            expect_main(rom, BOOT0_ENTERED);
        }
    }
}

static void test_enter(void **state)
{
    (void)state;
    folder = "clang/";
    enter_all();
    folder = "";
    enter_all();
}

/* The ROM stays, under each reading: SYSCLK is its own a moment later. */
static void test_readings(void **state)
{
    (void)state;
    for (unsigned which = 0; which < L4_ROMS; which++) {
        const struct l4_rom *rom = &l4_roms[which];
        for (unsigned i = 0; i < ROM_CHOICES; i++)
            for (unsigned value = i > 0; value < values[i]; value++) {
                board(rom, "Os", i, value);
                chip_power_on(&chip);
                request(rom);
                assert_int_equal(run_to(rom, 5), AT_ROM);
                if (i == CHOICE_RAM)
                    host_wait(&chip, 40 * PS_PER_MS);
                assert_int_equal(l4_runs(&chip), 0);
                assert_int_equal(chip.clock.sysclk_hz / 1000000, rom->mhz);
            }
    }
}

/* What boot0_rom() says, and then what a request comes to. */
static void expect_way(const struct l4_rom *rom, unsigned id, unsigned wanted)
{
    chip_power_on(&chip);
    assert_int_equal(run_to(rom, 5), AT_MAIN);
    cpu_call(&chip, symbol("boot0_rom") | 1);
    assert_int_equal(run_to(rom, 5), AT_MAIN);
    assert_int_equal(chip.cpu.r[0], id | wanted << 8);
    cpu_branch(&chip.cpu, symbol("boot0_request"));
    if (wanted == BOOT0_ENTERED)
        assert_int_equal(run_to(rom, 5), AT_ROM);
    else
        expect_main(rom, wanted);
}

/* A head in either bank that the ROM may take for a stack pointer, under any
 * reading: refused. Where there is one bank nothing looks. */
static void test_heads(void **state)
{
    (void)state;
    static const struct {
        uint32_t word;
        bool may_be;
    } cases[] = {
        {0x20000000, true},  {0x20018000, true},  {0x20040000, true},
        {0x10000000, true},  {0x10008000, true},  {0x10010000, true},
        {0x1FFFFFFC, false}, {0xBE00BE00, false}, {0x08000101, false},
    };
    FOR_EACH_L4(rom)
    {
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
            bool refused = cases[i].may_be && rom->banks == 2;
            board(rom, "Os", 0, 0);
            l4_put(&chip, 0x08000000, cases[i].word);
            expect_way(rom, rom->id,
                       refused ? BOOT0_REFUSED_HEAD : BOOT0_ENTERED);
            if (rom->banks == 1)
                continue;
            board(rom, "kept", 0, 0);
            l4_put(&chip, BANK2, cases[i].word);
            expect_way(rom, rom->id,
                       refused ? BOOT0_REFUSED_BANK2 : BOOT0_REFUSED_HEAD);
        }
        board(rom, "kept", 0, 0);
        expect_way(rom, rom->id,
                   rom->banks == 2 ? BOOT0_REFUSED_HEAD : BOOT0_ENTERED);
    }
}

/* A first word of bank 2 whose ECC does not fit: the ROM may take it for a
 * fault, so that the request is refused, without the application's NMI handler,
 * which is an endless loop. */
static void test_torn(void **state)
{
    (void)state;
    for (unsigned which = 0; which < L4_DUAL; which++) {
        const struct l4_rom *rom = &l4_roms[which];
        board(rom, "Os", 0, 0);
        chip_power_on(&chip);
        assert_int_equal(run_to(rom, 5), AT_MAIN);
        l4_flash_ecc_set(&chip, L4_ECC_BAD, BANK2 - 0x08000000, true);
        cpu_branch(&chip.cpu, symbol("boot0_request"));
        expect_main(rom, BOOT0_REFUSED_BANK2);
        assert_int_equal(rd(&chip, VTOR), 0x08000000);
    }
}

/* Parts of other sizes: the second bank follows the first, if there is one. */
static void test_sizes(void **state)
{
    (void)state;
    enum { F_SIZE = 0x1FFF75E0, DUALBANK = 1 << 21 };
    static const struct {
        uint16_t kb;
        bool dual;
        uint32_t other; /* 0 = none */
        unsigned without;
    } cases[] = {
        {1024, false, 0x08080000, BOOT0_ENTERED},
        {512, true, 0x08040000, BOOT0_ENTERED},
        {512, false, 0, BOOT0_ENTERED},
        {256, true, 0x08020000, BOOT0_ENTERED},
        {256, false, 0, BOOT0_ENTERED},
        {128, true, 0, BOOT0_REFUSED_ID},
        {2048, true, 0, BOOT0_REFUSED_ID},
    };
    for (unsigned which = 0; which < L4_DUAL; which += 3) {
        const struct l4_rom *rom = &l4_roms[which];
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
            for (unsigned full = 0; full < 2; full++) {
                board(rom, "Os", 0, 0);
                assert_true(chip_poke(&chip, F_SIZE, &cases[i].kb, 2));
                l4_option(&chip, DUALBANK, cases[i].dual ? DUALBANK : 0);
                for (uint32_t at = 0x08020000; full && at < 0x08100000;
                     at += 0x20000)
                    if (at != cases[i].other)
                        l4_put(&chip, at, APP_SP);
                expect_way(rom, rom->id, cases[i].without);
                if (!cases[i].other)
                    continue;
                l4_put(&chip, cases[i].other, APP_SP);
                expect_way(rom, rom->id, BOOT0_REFUSED_BANK2);
            }
    }
}

static void test_protection(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        static const char *const names[] = {"Os", "rdp1"};
        for (unsigned allowed = 0; allowed < 2; allowed++) {
            board(rom, names[allowed], 0, 0);
            l4_option(&chip, 0xFF, 0xBB);
            expect_way(rom, allowed ? rom->id : 0,
                       allowed ? BOOT0_ENTERED : BOOT0_REFUSED_RDP);
            board(rom, names[allowed], 0, 0);
            l4_option(&chip, 0xFF, 0xCC);
            expect_way(rom, 0, BOOT0_REFUSED_RDP);
        }
    }
}

static bool is_known(unsigned device, unsigned id)
{
    switch (device) {
    case 0x415: return (id >= 0xA1 && id <= 0xA3) || id == 0x90 || id == 0x92;
    case 0x461: return id == 0x93;
    default: return id == 0x91;
    }
}

/* Every id byte: those of the part's ROMs, and no others. */
static void test_id(void **state)
{
    (void)state;
    for (unsigned which = L4_V9_2; which <= L4_V9_1_FIXED; which++) {
        const struct l4_rom *rom = &l4_roms[which];
        for (unsigned id = 0; id < 256; id++) {
            if (id % 16 > 4 && id < 0xF0)
                continue;
            board(rom, "Os", 0, 0);
            uint8_t byte = (uint8_t)id;
            assert_true(chip_poke(&chip, ROM_BASE + ROM_ID_OFFSET, &byte, 1));
            expect_way(rom, id,
                       is_known(rom->device, id) ? BOOT0_ENTERED
                                                 : BOOT0_REFUSED_ID);
        }
    }
}

/* Go comes back to an application on a chip as after a reset. */
static void test_go(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        for (unsigned go = CHOICE_GO_LEFT; go < values[CHOICE_GO]; go++) {
            board(rom, "Os", CHOICE_GO, go);
            l4_power(&chip);
            request(rom);
            l4_expect_ready(&chip, rom);
            assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
            bool old = rom == &l4_roms[L4_V9_1_OLD];
            bool reset = go == CHOICE_GO_CHECKS_SP && !old; /* head: invalid */
            expect_running(reset ? BOOT0_ENTERED : BOOT0_RETURNED);
            assert_int_equal(rd(&chip, L4_APB2ENR), 0);
            assert_int_equal(rd(&chip, VTOR), 0x08000000);
            assert_int_equal(chip.clock.sysclk_hz, 4000000);
            assert_false(chip.cpu.primask);
        }
    }
}

/* With BOOT0 high a reset would lead to the ROM: only the core is put back. */
static void test_go_with_boot0_high(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        board(rom, "Os", CHOICE_REMAP, CHOICE_REMAP_VTOR);
        chip.board.boot0 = true;
        l4_power(&chip);
        l4_expect_ready(&chip, rom);
        assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
        expect_running(BOOT0_NONE);
        assert_int_equal(rd(&chip, VTOR), 0x08000000);
        assert_int_equal(rd(&chip, 0xE000E010) & 1, 0);
    }
}

/* Another reset than the one that was asked for: the request dies. */
static void test_interrupted(void **state)
{
    (void)state;
    static const enum reset_kind kinds[] = {RESET_PIN, RESET_IWDG, RESET_DIP};
    const struct l4_rom *rom = &l4_roms[L4_V9_2];
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        board(rom, "Os", 0, 0);
        chip_power_on(&chip);
        assert_int_equal(run_to(rom, 5), AT_MAIN);
        l4_put(&chip, MAILBOX, BOOT0_MAGIC);
        l4_put(&chip, MAILBOX + 4, BOOT0_STATE_REQUEST - BOOT0_MAGIC);
        chip_reset(&chip, kinds[i]);
        expect_main(rom, BOOT0_INTERRUPTED);
        assert_true(l4_word(&chip, MAILBOX) != BOOT0_MAGIC);
    }
}

/* A part that was empty at power-on, programmed since: the reset of a request
 * leads to the ROM by itself, and Go is not answered by another jump. */
static void test_empty(void **state)
{
    (void)state;
    for (unsigned which = L4_V9_1_FIXED; which < L4_ROMS; which++) {
        const struct l4_rom *rom = &l4_roms[which];
        board(rom, "kept", 0, 0);
        l4_put(&chip, 0x08000000, 0xFFFFFFFF);
        chip_power_on(&chip);
        l4_expect_ready(&chip, rom);
        program(0);
        assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
        expect_running(BOOT0_NONE);
        cpu_branch(&chip.cpu, symbol("boot0_request"));
        assert_int_equal(run_to(rom, 5), AT_ROM);
        l4_expect_ready(&chip, rom);
        assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
        expect_running(BOOT0_RETURNED);
        chip_power_on(&chip);
        request(rom);
        assert_int_equal(run_to(rom, 5), AT_ROM);
    }
}

/* Started by the ROM, from either bank, with what the reading leaves: the
 * application has its vectors, and a request is refused. */
static void test_bfb2(void **state)
{
    (void)state;
    for (unsigned which = 0; which < L4_DUAL; which++) {
        const struct l4_rom *rom = &l4_roms[which];
        for (unsigned bank = 1; bank <= 2; bank++) {
            board(rom, "kept", CHOICE_HAND_OVER, which & 1);
            l4_option(&chip, 0, L4_BFB2);
            if (bank == 2)
                program(BANK2 - 0x08000000);
            chip_power_on(&chip);
            assert_int_equal(run_to(rom, 5), AT_ROM);
            host_wait(&chip, PS_PER_US);
            expect_main(rom, BOOT0_NONE);
            assert_int_equal(rd(&chip, VTOR), 0x08000000);
            cpu_branch(&chip.cpu, symbol("boot0_request"));
            assert_int_equal(run_to(rom, 5), AT_ROM);
            host_wait(&chip, PS_PER_US);
            expect_main(rom,
                        bank == 2 ? BOOT0_REFUSED_BANK2 : BOOT0_REFUSED_HEAD);
        }
    }
}

/* As an RTOS does: SRAM can be read and written, and nothing is fetched there.
 */
static void forbid_code_in_ram(void)
{
    enum { RNR = 0xE000ED98, RBAR = 0xE000ED9C, RASR = 0xE000EDA0 };
    enum { CTRL = 0xE000ED94, XN = 1 << 28, FULL = 3 << 24, MB_512 = 28 << 1 };
    wr(&chip, RNR, 0);
    wr(&chip, RBAR, 0x20000000);
    wr(&chip, RASR, XN | FULL | MB_512 | 1);
    wr(&chip, CTRL, 5); /* with the default map for what is in no region */
}

/* BFB2=1: the first page of the bank that runs goes, and the ROM stays; the
 * code may lie in that page. Where it would not stay, nothing goes. */
static void test_request_erase(void **state)
{
    (void)state;
    enum { WRP1A = 0x18, RUNS_BANK2 = 1, PROTECTED, OTHER, NO_BFB2, CASES };
    for (unsigned i = 0; i < CASES * L4_DUAL; i++) {
        const struct l4_rom *rom = &l4_roms[i % L4_DUAL];
        unsigned which = i / L4_DUAL;
        board(rom, "kept", 0, 0);
        l4_option(&chip, 0, which == NO_BFB2 ? 0 : L4_BFB2);
        if (which == RUNS_BANK2 || which == OTHER)
            program(BANK2 - 0x08000000);
        if (which == RUNS_BANK2)
            l4_put(&chip, 0x08000000, NO_SP);
        if (which == PROTECTED) { /* page 0 */
            l4_put(&chip, L4_OPTIONS_AT + WRP1A, 0);
            l4_put(&chip, L4_OPTIONS_AT + WRP1A + 4, ~0u);
        }
        chip_power_on(&chip);
        if (which != NO_BFB2) {
            assert_int_equal(run_to(rom, 5), AT_ROM);
            host_wait(&chip, PS_PER_US);
        }
        assert_int_equal(run_to(rom, 5), AT_MAIN);
        forbid_code_in_ram();
        cpu_branch(&chip.cpu, symbol("boot0_request_erase"));
        host_wait(&chip, 30 * PS_PER_MS);
        if (which >= PROTECTED) {
            expect_running(which == OTHER ? BOOT0_REFUSED_BANK2
                                          : BOOT0_REFUSED_ERASE);
            continue;
        }
        uint32_t own = which == RUNS_BANK2 ? BANK2 : 0x08000000;
        assert_int_equal(l4_runs(&chip), 0);
        assert_int_equal(rd(&chip, L4_MEMRMP), 0);
        assert_int_equal(l4_word(&chip, own), 0xFFFFFFFF);
        assert_int_equal(l4_word(&chip, own + 0x7FC), 0xFFFFFFFF);
        chip_power_on(&chip);
        assert_int_equal(l4_runs(&chip), 0);
    }
}

/* Where no bank is checked, or none could be started, the option has nothing to
 * erase. */
static void test_request_erase_single(void **state)
{
    (void)state;
    const struct l4_rom *rom = &l4_roms[L4_V9_1_FIXED];
    board(rom, "kept", 0, 0);
    chip_power_on(&chip);
    call(rom, "boot0_request_erase");
    expect_main(rom, BOOT0_REFUSED_ERASE);
    assert_int_equal(l4_word(&chip, 0x08000004), symbol("boot0_reset") | 1);
}

/* When nothing was asked: at most 20 cycles to the reset handler. */
static void test_fast_path(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        board(rom, "Os", 0, 0);
        chip_power_on(&chip);
        chip_break_set(&chip, symbol("boot0_reset"));
        assert_int_equal(chip_run(&chip, chip.cycle + 100), STOP_BREAK);
        uint64_t begin = chip.cycle;
        chip_break_clear(&chip);
        chip_break_set(&chip, symbol("Reset_Handler"));
        assert_int_equal(chip_run(&chip, chip.cycle + 100), STOP_BREAK);
        chip_break_clear(&chip);
        if (chip.cycle - begin > 20)
            fail_msg("%u cycles", (unsigned)(chip.cycle - begin));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enter),
        cmocka_unit_test(test_readings),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_protection),
        cmocka_unit_test(test_id),
        cmocka_unit_test(test_go),
        cmocka_unit_test(test_go_with_boot0_high),
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_bfb2),
        cmocka_unit_test(test_request_erase),
        cmocka_unit_test(test_request_erase_single),
        cmocka_unit_test(test_fast_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
