/* SPDX-License-Identifier: MIT
 *
 * The firmware library on the STM32F4: request, ROM, and every way back, with
 * each ROM and the readings that matter to it.
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "src/boot0.h"
#include "src/boot0_record.h"
#include "tests/rom/f4_host.h"

static struct chip chip;
static struct image image;
static const char *folder = ""; /* of the images: GCC's, or "clang/" */

enum { MAILBOX = 0x2000FFF8, AIRCR = 0xE000ED0C };
enum { AHB1ENR = 0x40023830, APB2ENR = 0x40023844, VTOR = 0xE000ED08 };
enum { CYCCNT = 0xE0001004, DEMCR = 0xE000EDFC };

enum place { AT_MAIN, AT_ROM, AT_NOWHERE };

static uint32_t symbol(const char *name)
{
    const struct image_symbol *found = image_symbol(&image, name);
    if (!found)
        fail_msg("%s: no symbol %s", image.path, name);
    return found->address;
}

/* A part with this ROM and build/firmware/library-f4-NAME.elf, in main. */
static void board(const struct f4_rom *rom, const char *name, unsigned reading,
                  unsigned value)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%slibrary-f4-%s.elf", BOOT0_IMAGE_DIR,
             folder, name);
    image_free(&image);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
    f4_part(&chip, rom, reading, value);
    for (size_t i = 0; i < image.segment_count; i++)
        assert_true(chip_poke(&chip, image.segments[i].address,
                              image.segments[i].data, image.segments[i].size));
    chip_power_on(&chip);
}

/* Runs to main or to the ROM's reset vector, for MS. */
static enum place run_to(const struct f4_rom *rom, unsigned ms)
{
    enum place place = AT_NOWHERE;
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

static void request(const struct f4_rom *rom)
{
    assert_int_equal(run_to(rom, 5), AT_MAIN);
    cpu_branch(&chip.cpu, symbol("boot0_request"));
}

static unsigned outcome(void)
{
    uint32_t word = f4_word(&chip, symbol("boot0_noted"));
    return word - BOOT0_MAGIC < BOOT0_OUTCOMES ? word - BOOT0_MAGIC : 0;
}

static void expect_main(const struct f4_rom *rom, unsigned wanted)
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

static void expect_ready(const struct f4_rom *rom)
{
    serial_open(&chip, U1, BAUD);
    host_wait(&chip, READY_MS * PS_PER_MS);
    assert_int_equal(host_sync(&chip, U1), ACK);
    f4_alive(&chip, rom);
}

/* As a program does that a host starts by Go in RAM to reset the chip. */
static void reset_by_software(void)
{
    wr(&chip, AIRCR, 0x05FA0004);
}

/* Request, ROM, and the button: it was entered, and it is over. */
static void enter_all(void)
{
    static const char *const names[] = {"O0",   "Os",   "O3",      "rtc",
                                        "rdp1", "once", "only-usb"};
    FOR_EACH_F4(rom)
    {
        for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
            bool deaf = strcmp(names[i], "only-usb") == 0;
            board(rom, names[i], 0, 0);
            request(rom);
            assert_int_equal(outcome(), BOOT0_NONE);
            assert_int_equal(run_to(rom, 5), AT_ROM);
            assert_int_equal(chip.cpu.r[CPU_SP], rom->sp);
            assert_false(chip.cpu.primask);
            if (!deaf)
                expect_ready(rom);
            else {
                serial_open(&chip, U1, BAUD);
                host_wait(&chip, 100 * PS_PER_MS);
                send_bytes(&chip, U1, 0x7F);
                expect_silence(&chip, U1, 10);
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

/* Under each reading the ROM is there. */
static void test_readings(void **state)
{
    (void)state;
    static const uint8_t values[ROM_CHOICES] = {
        [CHOICE_RAM] = 3,   [CHOICE_REMAP] = 3,  [CHOICE_FAULT] = 2,
        [CHOICE_CSR] = 2,   [CHOICE_GO] = 4,     [CHOICE_HSE] = 1,
        [CHOICE_CLOCK] = 2, [CHOICE_SECTORS] = 2};
    FOR_EACH_F4(rom)
    {
        for (unsigned i = 0; i < ROM_CHOICES; i++)
            for (unsigned value = 1; value < values[i]; value++) {
                board(rom, "Os", i, value);
                request(rom);
                expect_ready(rom);
            }
    }
}

/* Go comes back to an application on a chip as after a reset. */
static void test_go(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        for (unsigned go = CHOICE_GO_LEFT; go <= CHOICE_GO_CHECKS_SP; go++) {
            uint32_t fresh = rom->device == 0x413 ? 1u << 20 : 0;
            board(rom, "Os", CHOICE_GO, go);
            request(rom);
            expect_ready(rom);
            assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
            expect_running(BOOT0_RETURNED);
            assert_int_equal(rd(&chip, APB2ENR), 0);
            assert_int_equal(rd(&chip, AHB1ENR), fresh);
            assert_int_equal(rd(&chip, VTOR), 0x08000000);
            assert_false(chip.cpu.primask);
        }
    }
}

/* With BOOT0 high a reset would lead to the ROM: only the core is put back, and
 * the clock of the CCM RAM. */
static void test_go_with_boot0_high(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        board(rom, "Os", CHOICE_REMAP, CHOICE_REMAP_VTOR);
        chip.board.boot0 = true;
        chip_power_on(&chip);
        expect_ready(rom);
        assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
        expect_running(BOOT0_NONE);
        assert_int_equal(rd(&chip, VTOR), 0x08000000);
        assert_int_equal(rd(&chip, 0xE000E010) & 1, 0);
        if (rom->device == 0x413)
            assert_true(rd(&chip, AHB1ENR) & 1u << 20);
    }
}

/* A ROM that misses the HSE the first two times is entered a third time. */
static void test_hse_late(void **state)
{
    (void)state;
    static const char *const names[] = {"Os", "rtc"};
    FOR_EACH_F4(rom)
    {
        for (unsigned i = 0; i < 2; i++) {
            board(rom, names[i], CHOICE_HSE, CHOICE_HSE_LATE);
            request(rom);
            for (unsigned entry = 0; entry < 3; entry++) {
                assert_int_equal(run_to(rom, 20), AT_ROM);
                host_wait(&chip, PS_PER_US);
            }
            expect_ready(rom);
        }
    }
}

/* Without any HSE it is entered seven times, and that is all; the next reset
 * is an ordinary one. The option for once stops after once. */
static void test_hse_never(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned entries, outcome;
    } cases[] = {{"Os", 7, BOOT0_GAVE_UP},
                 {"rtc", 7, BOOT0_GAVE_UP},
                 {"once", 1, BOOT0_ENTERED}};
    FOR_EACH_F4(rom)
    {
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
            board(rom, cases[i].name, CHOICE_HSE, CHOICE_HSE_START);
            chip.board.hse_hz = 0;
            request(rom);
            unsigned entries = 0;
            while (run_to(rom, 150) == AT_ROM) {
                entries++;
                host_wait(&chip, PS_PER_US);
            }
            assert_int_equal(entries, cases[i].entries);
            assert_int_equal(chip.cpu.r[CPU_PC], symbol("main"));
            assert_int_equal(outcome(), cases[i].outcome);
            assert_int_equal(rd(&chip, DEMCR), 0);
            chip_reset(&chip, RESET_SYSTEM);
            expect_main(rom, cases[i].outcome);
        }
    }
}

/* A system reset long after the entry is the host's: the application starts.
 * Long is 1 << 27 cycles, by the counter. */
static void test_reset_by_host(void **state)
{
    (void)state;
    static const struct {
        uint32_t count;
        enum place place;
    } cases[] = {{0x80000000, AT_ROM},
                 {0x87FFF000, AT_ROM},
                 {0x88000000, AT_MAIN},
                 {0x7FFF0000, AT_MAIN},
                 {0, AT_MAIN}};
    FOR_EACH_F4(rom)
    {
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
            board(rom, "Os", 0, 0);
            request(rom);
            expect_ready(rom);
            wr(&chip, CYCCNT, cases[i].count);
            reset_by_software();
            assert_int_equal(run_to(rom, 5), cases[i].place);
            if (cases[i].place == AT_MAIN)
                assert_int_equal(outcome(), BOOT0_ENTERED);
        }
    }
}

/* The same by time: 2.2 s at 60 MHz, 5.6 s at 24 MHz. */
static void test_reset_in_time(void **state)
{
    (void)state;
    for (unsigned which = 0; which < F4_ROMS; which += F4_ROMS - 1) {
        const struct f4_rom *rom = &f4_roms[which];
        for (unsigned late = 0; late < 2; late++) {
            unsigned ms =
                rom->id == 0x31 ? 5400 + 400 * late : 2100 + 300 * late;
            board(rom, "Os", 0, 0);
            request(rom);
            assert_int_equal(run_to(rom, 5), AT_ROM);
            host_wait(&chip, ms * PS_PER_MS);
            reset_by_software();
            assert_int_equal(run_to(rom, 5), late ? AT_MAIN : AT_ROM);
        }
    }
}

/* Another reset than the one that was asked for: the request dies. */
static void test_interrupted(void **state)
{
    (void)state;
    static const enum reset_kind kinds[] = {RESET_PIN, RESET_IWDG, RESET_DIP};
    const struct f4_rom *rom = f4_roms;
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        board(rom, "Os", 0, 0);
        assert_int_equal(run_to(rom, 5), AT_MAIN);
        f4_put(&chip, MAILBOX, BOOT0_MAGIC);
        f4_put(&chip, MAILBOX + 4, BOOT0_STATE_REQUEST - BOOT0_MAGIC);
        chip_reset(&chip, kinds[i]);
        expect_main(rom, BOOT0_INTERRUPTED);
        assert_true(f4_word(&chip, MAILBOX) != BOOT0_MAGIC);
    }
}

/* What boot0_rom() says, and then what a request comes to. */
static void expect_way(const struct f4_rom *rom, unsigned id, unsigned wanted)
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

static void set_rdp(uint8_t rdp)
{
    uint8_t bytes[16];
    assert_true(chip_peek(&chip, 0x1FFFC000, bytes, 16));
    bytes[1] = rdp;
    bytes[3] = (uint8_t)~rdp;
    assert_true(chip_poke(&chip, 0x1FFFC000, bytes, 16));
}

static void test_protection(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        static const char *const names[] = {"Os", "rdp1"};
        for (unsigned allowed = 0; allowed < 2; allowed++) {
            board(rom, names[allowed], 0, 0);
            set_rdp(0x55);
            expect_way(rom, allowed ? rom->id : 0,
                       allowed ? BOOT0_ENTERED : BOOT0_REFUSED_RDP);
            board(rom, names[allowed], 0, 0);
            set_rdp(0xCC);
            expect_way(rom, 0, BOOT0_REFUSED_RDP);
        }
    }
}

/* Every id byte: those of the part's ROMs, and no others. */
static void test_id(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        for (unsigned id = 0; id < 256; id++) {
            bool f405 = rom->device == 0x413;
            unsigned version = id & 0xFE;
            bool known =
                f405 ? version == 0x30 || version == 0x90 : version == 0xD0;
            if (id % 16 > 2 && id < 0xF0)
                continue;
            board(rom, "Os", 0, 0);
            uint8_t byte = (uint8_t)id;
            assert_true(
                chip_poke(&chip, ROM_BASE + ROM_ID_OFFSET(rom->id), &byte, 1));
            expect_way(rom, id, known ? BOOT0_ENTERED : BOOT0_REFUSED_ID);
        }
    }
}

/* There is nothing to erase, and nothing is. */
static void test_request_erase(void **state)
{
    (void)state;
    const struct f4_rom *rom = f4_roms + 4;
    board(rom, "Os", 0, 0);
    assert_int_equal(run_to(rom, 5), AT_MAIN);
    cpu_branch(&chip.cpu, symbol("boot0_request_erase"));
    expect_main(rom, BOOT0_REFUSED_ERASE);
}

/* When nothing was asked: at most 20 cycles to the reset handler. */
static void test_fast_path(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        board(rom, "Os", 0, 0);
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
        cmocka_unit_test(test_go),
        cmocka_unit_test(test_go_with_boot0_high),
        cmocka_unit_test(test_hse_late),
        cmocka_unit_test(test_hse_never),
        cmocka_unit_test(test_reset_by_host),
        cmocka_unit_test(test_reset_in_time),
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_protection),
        cmocka_unit_test(test_id),
        cmocka_unit_test(test_request_erase),
        cmocka_unit_test(test_fast_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
