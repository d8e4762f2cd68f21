/* SPDX-License-Identifier: MIT
 *
 * The residents of the STM32F4 and L4: what an application must be to be
 * started, what it finds when it is, and how torn flash leads to the ROM.
 */
#include "bench/family.h"
#include "bench/image.h"
#include "bench/image_file.h"
#include "bench/machine_setup.h"
#include "chip/part.h"
#include "chip/stm32f4/state.h"
#include "chip/stm32l4/flash.h"
#include "chip/stm32l4/state.h"
#include "rom/stm32f4/choices.h"
#include "rom/stm32f4/version.h"
#include "src/boot0.h"
#include "src/boot0_record.h"
#include "src/resident/resident_trailer.h"
#include "tests/chip/block.h"
#include "tests/fail_event.h"
#include "tests/rom/an3155_host.h"
#include "tools/crc32.h"

enum {
    LENGTH = 0x4000 + 0x400, /* longer than any first page */
    RESET = 0x301,           /* from the base */
    VTOR = 0xE000ED08,
    SECOND_RAM = 0x10000000,
    FAST_PATH_MAX = 40
};
enum { CRC, HEAD, KINDS };

static const struct row {
    const char *name, *part, *rom;
    uint32_t base, page;
    uint32_t ram, second; /* sizes, in KB */
    uint32_t mailbox;
    uint32_t reset; /* the ROM's reset vector */
} rows[] = {
    {"stm32f4", "stm32f401re", "stm32f4-v13.1", 0x08004000, 0x4000, 96, 0,
     0x2000FFF8, 0x1FFF4253},
    {"stm32f4", "stm32f401cc", "stm32f4-v13.0", 0x08004000, 0x4000, 64, 0,
     0x2000FFF8, 0x1FFF4253},
    {"stm32f4", "stm32f411re", "stm32f4-v13.0", 0x08004000, 0x4000, 128, 0,
     0x2000FFF8, 0x1FFF4253},
    {"stm32f4", "stm32f405rg", "stm32f4-v3.1", 0x08004000, 0x4000, 128, 64,
     0x2000FFF8, 0x1FFF3A17},
    {"stm32l4", "stm32l476rg", "stm32l4-v9.2", 0x08001000, 0x800, 96, 32,
     0x2000BFF8, 0x1FFF6145},
    {"stm32l4", "stm32l496zg", "stm32l4-v9.3", 0x08001000, 0x800, 320, 64,
     0x2000BFF8, 0x1FFF62C1},
    {"stm32l4", "stm32l432kc", "stm32l4-v9.1-10", 0x08001000, 0x800, 64, 16,
     0x2000BFF8, 0x1FFF5A65},
};
enum { ROWS = sizeof rows / sizeof *rows, L476 = 4 };

static struct chip off, chip; /* without power; with it */
static struct image image;
static const struct row *row;
static uint8_t app[LENGTH + BOOT0_TRAILER_SIZE], ram[320 * 1024];

/* --- the application and the part --- */

static void put(uint32_t offset, uint32_t word)
{
    memcpy(app + offset, &word, sizeof word);
}

/* Both CRCs, and the trailer; into the flash. */
static void seal(void)
{
    const uint32_t head[] = {BOOT0_TRAILER_MAGIC_WORD, LENGTH, 7};
    uint32_t after = BOOT0_TABLE_PAGE_CRC + 4;
    put(BOOT0_TABLE_LENGTH, LENGTH);
    uint32_t crc = crc32(0, app, BOOT0_TABLE_PAGE_CRC);
    put(BOOT0_TABLE_PAGE_CRC, crc32(crc, app + after, row->page - after));
    memcpy(app + LENGTH, head, sizeof head);
    put(LENGTH + BOOT0_TRAILER_CRC, crc32(0, app, LENGTH + sizeof head));
    assert_true(chip_poke(&off, row->base, app, sizeof app));
}

/* A vector table, an endless loop, and words that no two places share. */
static void make_app(void)
{
    uint32_t word = 1;
    for (uint32_t i = 0; i < LENGTH; i += 4, word = word * 1664525 + 1013904223)
        put(i, word);
    for (uint32_t i = 4; i < 0x1B0; i += 4)
        put(i, row->base + RESET);
    put(0, 0x20004000);
    put(RESET - 1, 0xE7FEE7FE); /* B . */
    seal();
}

/* A part of that row with a resident, by its name behind the family's. */
static void board(unsigned which, const char *tail)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    uint8_t rom[ROM_BYTES];
    struct part part;
    size_t rom_bytes = which < L476 ? ROM_BYTES : 0x7000;
    row = &rows[which];
    snprintf(path, sizeof path, "%s/resident-%s%s.elf", BOOT0_IMAGE_DIR,
             row->name, tail);
    image_free(&image);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
    rom_read_file(row->rom, rom, rom_bytes);
    assert_true(part_find(row->part, &part));
    chip_init(&off, &part);
    chip_load_rom(&off, rom);
    for (size_t i = 0; i < image.segment_count; i++)
        assert_true(chip_poke(&off, image.segments[i].address,
                              image.segments[i].data, image.segments[i].size));
    off.watch.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
    make_app();
}

static uint32_t symbol(const char *name)
{
    const struct image_symbol *found = image_symbol(&image, name);
    if (!found)
        fail_msg("%s: no symbol %s", image.path, name);
    return found->address;
}

/* --- where it leads --- */

enum end { END_APP, END_ROM, END_WAIT, END_NOWHERE };

/* Nothing that the resident does breaks a rule. */
static inline void host_check_events(struct chip *of)
{
    for (unsigned i = 0; i < of->events.count; i++)
        if (of->events.list[i].pc - FLASH_BASE < 0x1000)
            fail_event(&of->events.list[i]);
    of->events.count = 0;
}

static enum end go_on(void)
{
    const uint32_t places[] = {row->base + RESET - 1, row->reset & ~1u,
                               symbol("resident_wait")};
    uint64_t end = clock_ps(&chip) + 500 * PS_PER_MS;
    enum end result = END_NOWHERE;
    enum stop stop;
    for (unsigned i = 0; i < 3; i++)
        chip_break_set(&chip, places[i]);
    while ((stop = chip_run_to(&chip, end)) == STOP_EVENT)
        host_check_events(&chip);
    for (unsigned i = 0; i < 3; i++)
        if (stop == STOP_BREAK && chip.cpu.r[CPU_PC] == places[i])
            result = (enum end)i;
    chip_break_clear(&chip);
    return result;
}

static void power_on(void)
{
    chip = off;
    chip_power_on(&chip);
    memcpy(ram, bus_physical(&chip, REGION_SRAM), chip.part.sram_size);
}

static enum end boot(void)
{
    power_on();
    return go_on();
}

static void expect_ram(uint32_t limit)
{
    assert_memory_equal(bus_physical(&chip, REGION_SRAM), ram,
                        limit - SRAM_BASE);
}

static uint32_t reg(struct chip *of, uint32_t address)
{
    uint32_t value = 0;
    return bus_read(of, address, 4, &value) ? value : 0;
}

static void each(void (*test)(unsigned kind))
{
    for (unsigned i = 0; i < ROWS; i += TEST_STRIDE)
        for (unsigned kind = 0; kind < KINDS; kind++) {
            board(i, kind == HEAD ? "-head" : "");
            test(kind);
        }
}

/* --- what it costs --- */

static size_t file_of(const char *toolchain, const char *name, const char *tail,
                      uint8_t *bytes, size_t size)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%sresident-%s%s.bin", BOOT0_IMAGE_DIR,
             toolchain, name, tail);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s: cannot be read", path);
    size_t read = fread(bytes, 1, size, file);
    fclose(file);
    return read;
}

/* At most 1 KB; with settings that take more than that, still less than what is
 * erased at once. Every byte the same by both toolchains. */
static void test_size(void **state)
{
    (void)state;
    static const struct {
        const char *tail;
        unsigned most;
    } tails[] = {{"", 1024},      {"-head", 1024},    {"-rdp1", 1024},
                 {"-dark", 1024}, {"-base", 1024},    {"-rtc", 1280},
                 {"-all", 1280},  {"-head-all", 1280}};
    for (unsigned family = 0; family < ROWS; family += L476)
        for (unsigned i = 0; i < sizeof tails / sizeof *tails; i++) {
            uint8_t gcc[2048], clang[2048];
            const char *name = rows[family].name;
            size_t size = file_of("", name, tails[i].tail, gcc, sizeof gcc);
            assert_in_range(size, 512, tails[i].most);
            assert_int_equal(
                file_of("clang/", name, tails[i].tail, clang, sizeof clang),
                size);
            assert_memory_equal(gcc, clang, size);
        }
}

static uint64_t cycles_to(uint32_t address)
{
    chip_break_set(&chip, address & ~1u);
    assert_int_equal(chip_run(&chip, chip.cycle + 10000000), STOP_BREAK);
    chip_break_clear(&chip);
    return chip.cycle;
}

/* From the reset to the application's first instruction, without what
 * boot0_reset takes and without the check. */
static void fast_path(unsigned kind)
{
    power_on();
    chip.watch.events = 0;
    uint64_t start = chip.cycle;
    uint64_t after = cycles_to(symbol("resident_start"));
    uint64_t called = cycles_to(symbol("resident_judge"));
    uint64_t returned = cycles_to(chip.cpu.r[CPU_LR]);
    uint64_t ended = cycles_to(row->base + RESET);
    uint64_t own = called - after + ended - returned;
    print_message("%s%s: %u + %u cycles, and %u of the check\n", row->name,
                  kind == HEAD ? " by head" : "", (unsigned)(after - start),
                  (unsigned)own, (unsigned)(returned - called));
    assert_in_range(own, 1, FAST_PATH_MAX);
}

static void test_fast_path(void **state)
{
    (void)state;
    each(fast_path);
}

/* --- what a valid application finds --- */

/* Returns the first register that does not read as on a chip that has run
 * nothing; 0 = there is none. */
static uint32_t find_changed(void)
{
    static const struct {
        uint32_t from, to;
    } blocks[] = {{0x40002800, 0x40003400}, {0x40007000, 0x40007400},
                  {0x40010000, 0x40014000}, {0x40020000, 0x40024000},
                  {0x48000000, 0x48002000}, {0xE0001000, 0xE0001010},
                  {0xE000E010, 0xE000ED08}, {0xE000ED0C, 0xE000EE00}};
    static struct chip fresh;
    fresh = off;
    chip_power_on(&fresh);
    for (unsigned i = 0; i < sizeof blocks / sizeof *blocks; i++)
        for (uint32_t at = blocks[i].from; at < blocks[i].to; at += 4)
            if (reg(&fresh, at) != reg(&chip, at))
                return at;
    return 0;
}

/* The whole CRC unit, whose clock is off. */
static uint32_t crc_dr(void)
{
    uint32_t clock = row->name[5] == 'f' ? 0x40023830 : 0x40021048;
    bus_write(&chip, clock, 4, reg(&chip, clock) | 0x1000);
    return reg(&chip, 0x40023000);
}

static void valid(unsigned kind)
{
    (void)kind;
    assert_int_equal(boot(), END_APP);
    assert_int_equal(chip.cpu.r[CPU_SP], 0x20004000);
    assert_int_equal(reg(&chip, VTOR), row->base);
    expect_ram(SRAM_BASE + chip.part.sram_size);
    assert_int_equal(chip.cpu.control, 0);
    assert_int_equal(chip.cpu.primask, 0);
    uint32_t changed = find_changed();
    if (changed)
        fail_msg("%s: 0x%08X is 0x%08X", row->part, (unsigned)changed,
                 (unsigned)reg(&chip, changed));
    assert_int_equal(crc_dr(), 0xFFFFFFFF);
}

static void test_valid(void **state)
{
    (void)state;
    each(valid);
}

/* --- what is not started --- */

static void expect_end(enum end wanted, uint32_t offset)
{
    enum end end = boot();
    if (end != wanted)
        fail_msg("%s, %s: at +0x%X: got %u, want %u", row->part, image.path,
                 (unsigned)offset, end, wanted);
    if (end == END_ROM)
        expect_ram(row->mailbox);
}

static void word(uint32_t offset, uint32_t value, bool good)
{
    uint32_t was;
    memcpy(&was, app + offset, 4);
    put(offset, value);
    seal();
    expect_end(good ? END_APP : END_ROM, offset);
    put(offset, was);
}

/* Every RAM of the part, with its end, and nothing else. */
static void stacks(unsigned kind)
{
    uint32_t end = SRAM_BASE + row->ram * 1024;
    uint32_t end2 = SECOND_RAM + row->second * 1024;
    (void)kind;
    word(0, SRAM_BASE + 4, true);
    word(0, end, true);
    word(0, end + 4, false);
    word(0, SRAM_BASE, false);
    word(0, end - 2, false);
    word(0, SRAM_BASE + 5, false);
    word(0, 0, false);
    word(0, 0xFFFFFFFF, false);
    word(0, BOOT0_INVALID_HEAD, false);
    word(0, SECOND_RAM, false);
    word(0, end2 + 4, false);
    word(0, SECOND_RAM + 4, row->second);
    word(0, end2, row->second);
}

static void test_stacks(void **state)
{
    (void)state;
    each(stacks);
}

static void resets(unsigned kind)
{
    const uint32_t bad[] = {0,
                            0xFFFFFFFF,
                            row->base,
                            row->base + RESET - 1,
                            row->base - 1,
                            row->base + LENGTH + 1,
                            0x08000001,
                            SRAM_BASE + 1};
    (void)kind;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        word(4, bad[i], false);
}

static void test_resets(void **state)
{
    (void)state;
    each(resets);
}

static void lengths(unsigned kind)
{
    const uint32_t bad[] = {0,          4,          16,        LENGTH + 1,
                            LENGTH + 4, 0x00200000, 0x7FFFFF0, 0x80000000,
                            0xFFFFFFF0, 0xFFFFFFFF};
    (void)kind;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        make_app();
        assert_true(
            chip_poke(&off, row->base + BOOT0_TABLE_LENGTH, &bad[i], 4));
        expect_end(END_ROM, bad[i]);
    }
}

static void test_lengths(void **state)
{
    (void)state;
    each(lengths);
}

static void flip(uint32_t bit)
{
    app[bit / 8] ^= (uint8_t)(1 << bit % 8);
    assert_true(chip_poke(&off, row->base + bit / 8, &app[bit / 8], 1));
}

/* Any one bit of what is judged; by head that is the whole first page. */
static void one_bit(unsigned kind)
{
    uint32_t judged = kind == HEAD ? row->page : LENGTH + BOOT0_TRAILER_SIZE;
    for (uint32_t bit = 0; bit < judged * 8; bit += 2399 * TEST_STRIDE) {
        flip(bit);
        expect_end(END_ROM, bit / 8);
        flip(bit);
    }
    flip(judged * 8 - 1);
    expect_end(END_ROM, judged - 1);
    flip(judged * 8 - 1);
    if (kind == HEAD) {
        flip(judged * 8);
        expect_end(END_APP, judged);
    }
}

static void test_one_bit(void **state)
{
    (void)state;
    each(one_bit);
}

static void erased(unsigned kind)
{
    (void)kind;
    memset(app, 0xFF, sizeof app);
    assert_true(chip_poke(&off, row->base, app, sizeof app));
    expect_end(END_ROM, 0);
    memset(app, 0, sizeof app);
    assert_true(chip_poke(&off, row->base, app, sizeof app));
    expect_end(END_ROM, 0);
}

static void test_erased(void **state)
{
    (void)state;
    each(erased);
}

/* By head an application that is shorter than the page is judged to its end. */
static void test_short(void **state)
{
    (void)state;
    enum { SHORT = 0x400 };
    for (unsigned i = 0; i < ROWS; i += L476) {
        uint32_t after = BOOT0_TABLE_PAGE_CRC + 4;
        board(i, "-head");
        put(BOOT0_TABLE_LENGTH, SHORT);
        put(BOOT0_TABLE_PAGE_CRC, crc32(crc32(0, app, BOOT0_TABLE_PAGE_CRC),
                                        app + after, SHORT - after));
        assert_true(chip_poke(&off, row->base, app, SHORT));
        expect_end(END_APP, 0);
        flip((SHORT - 1) * 8);
        expect_end(END_ROM, SHORT - 1);
        flip((SHORT - 1) * 8);
        flip(SHORT * 8);
        expect_end(END_APP, SHORT);
    }
}

/* --- the ROM, or nothing --- */

static uint32_t note(void)
{
    return reg(&chip, row->mailbox + 4) - BOOT0_MAGIC;
}

/* From a bad application; the outcome is noted when a reset ends it. */
static void test_entered(void **state)
{
    (void)state;
    static const char *const tails[] = {"", "-head", "-rtc", "-all"};
    for (unsigned i = 0; i < ROWS; i++)
        for (unsigned j = 0; j < 4; j += TEST_STRIDE) {
            board(i, tails[j]);
            put(4, 0);
            seal();
            expect_end(END_ROM, 4);
            make_app();
            assert_true(chip_poke(&chip, row->base, app, sizeof app));
            chip_reset(&chip, RESET_PIN);
            assert_int_equal(go_on(), END_APP);
            assert_int_equal(note(), BOOT0_OUTCOME_ENTERED);
        }
}

/* Option bytes, while the part is off. */
static void options(uint8_t rdp, uint8_t wdg_sw)
{
    const struct machine_setup setup = {.rdp = rdp, .wdg_sw = wdg_sw};
    family_of(&off)->set_options(&off, &setup);
}

/* At level 1 a valid application starts, and a bad one leads to nothing but a
 * LED; built for level 1, to the ROM. */
static void test_protected(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROWS; i += L476) {
        board(i, "");
        options(1, 1);
        expect_end(END_APP, 0);
        flip(40 * 8);
        expect_end(END_WAIT, 0);
        assert_int_equal(note(), BOOT0_OUTCOME_REFUSED_RDP);
        board(i, "-rdp1");
        flip(40 * 8);
        options(1, 1);
        expect_end(END_ROM, 0);
        options(2, 1);
        expect_end(END_WAIT, 0);
    }
}

static bool lit(void)
{
    uint32_t gpio = row->name[5] == 'f' ? 0x40020000 : 0x48000000;
    return (reg(&chip, gpio) >> 10 & 3) == 1 &&
           reg(&chip, gpio + 0x14) & 1u << 5;
}

/* PA5 is on and off for 125 ms, as often as the outcome says, and pauses. */
static void test_blinks(void **state)
{
    (void)state;
    enum { STEP_MS = 5, TICK_MS = 125, SEEN_MS = 3500 };
    for (unsigned i = 0; i < ROWS; i += L476) {
        unsigned flashes = 0, on = 0, longest = 0, dark = 0;
        board(i, "");
        options(1, 1);
        flip(40 * 8);
        assert_int_equal(boot(), END_WAIT);
        for (unsigned ms = 0; ms < SEEN_MS; ms += STEP_MS) {
            bool was = lit();
            assert_int_equal(
                chip_run_to(&chip, clock_ps(&chip) + STEP_MS * PS_PER_MS),
                STOP_BUDGET);
            on += lit() ? STEP_MS : 0;
            flashes += lit() && !was;
            dark = lit() ? 0 : dark + STEP_MS;
            longest = dark > longest ? dark : longest;
        }
        assert_in_range(flashes, 11, 12); /* six, a pause, and again */
        assert_in_range(on / flashes, TICK_MS - 15, TICK_MS + 15);
        assert_in_range(longest, 7 * TICK_MS - 50, 7 * TICK_MS + 50);
    }
}

/* A ROM that misses the HSE is entered again, until it does not. */
static void test_hse(void **state)
{
    (void)state;
    board(0, "");
    bus_physical(&off, REGION_SYSTEM)[ROM_CHOICES_OFFSET + CHOICE_HSE] =
        CHOICE_HSE_LATE;
    flip(40 * 8);
    assert_int_equal(boot(), END_ROM);
    assert_int_equal(go_on(), END_ROM);
    assert_int_equal(go_on(), END_ROM);
    serial_open(&chip, USART_1, 115200);
    host_wait(&chip, 90 * PS_PER_MS);
    assert_int_equal(host_sync(&chip, USART_1), ACK);
}

/* --- the watchdog --- */

/* The watchdog of the option byte runs while the resident waits, and resets
 * nothing. */
static void test_watchdog_waits(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROWS; i += L476) {
        board(i, "");
        options(1, 0);
        flip(40 * 8);
        assert_int_equal(boot(), END_WAIT);
        chip.watch.events |= 1u << EVENT_RESET;
        assert_int_equal(chip_run_to(&chip, clock_ps(&chip) + 3000 * PS_PER_MS),
                         STOP_BUDGET);
    }
}

/* An application that fills 1 MB, most of it 0. */
static uint32_t fill_flash(void)
{
    uint32_t length = 0x100000 - (row->base - FLASH_BASE) - BOOT0_TRAILER_SIZE;
    uint8_t *whole = test_calloc(1, length + BOOT0_TRAILER_SIZE);
    const uint32_t head[] = {BOOT0_TRAILER_MAGIC_WORD, length, 7};
    memcpy(whole, app, LENGTH);
    memcpy(whole + BOOT0_TABLE_LENGTH, &length, sizeof length);
    memcpy(whole + length, head, sizeof head);
    uint32_t crc = crc32(0, whole, length + sizeof head);
    memcpy(whole + length + BOOT0_TRAILER_CRC, &crc, sizeof crc);
    assert_true(chip_poke(&off, row->base, whole, length + BOOT0_TRAILER_SIZE));
    test_free(whole);
    return length;
}

/* The longest check takes less than half of the shortest period of the watchdog
 * (F4: 47 kHz, DS8626; L4: 34 kHz, DS10198), and the application gets all of
 * one. */
static void test_watchdog_check(void **state)
{
    (void)state;
    enum { PERIOD_MS = 512, SHORTEST_MS = 348 };
    static const unsigned largest[] = {3, L476};
    for (unsigned i = 0; i < 2; i++) {
        board(largest[i], "");
        options(0, 0);
        uint32_t length = fill_flash();
        power_on();
        uint64_t start = clock_ps(&chip);
        assert_int_equal(go_on(), END_APP);
        uint64_t started = clock_ps(&chip);
        print_message("%s: a check of %u bytes: %u ms\n", row->part,
                      (unsigned)length,
                      (unsigned)((started - start) / PS_PER_MS));
        assert_in_range(started - start, 1, SHORTEST_MS / 2 * PS_PER_MS);
        chip.watch.events = 1u << EVENT_RESET;
        assert_int_equal(
            chip_run_to(&chip, started + 2 * PERIOD_MS * PS_PER_MS),
            STOP_EVENT);
        assert_in_range(clock_ps(&chip) - started, (PERIOD_MS - 5) * PS_PER_MS,
                        (PERIOD_MS + 5) * PS_PER_MS);
    }
}

/* --- torn double words --- */

static void tear(uint32_t address)
{
    l4_flash_ecc_set(&off, L4_ECC_BAD, address - FLASH_BASE, true);
}

/* Each leads to the ROM, even with all bits right, and leaves no NMI behind. */
static void torn_application(unsigned kind)
{
    const uint32_t places[] = {
        0, 0x18, 0x20, 0x200, row->page - 8, LENGTH - 8, LENGTH, LENGTH + 8};
    for (unsigned i = 0; i < (kind == HEAD ? 5 : 8); i++) {
        make_app();
        tear(row->base + places[i]);
        enum end end = boot();
        if (end != END_ROM)
            fail_msg("%s: torn at +0x%X: %u", row->part, (unsigned)places[i],
                     end);
        assert_int_equal(stm32l4(&chip)->flash.eccr & L4_ECCR_ECCD, 0);
        expect_ram(row->mailbox - 32); /* what the NMI has pushed */
        l4_flash_ecc_set(&off, L4_ECC_BAD, row->base + places[i] - FLASH_BASE,
                         false);
    }
}

/* The whole page, as a torn erase leaves it. */
static void torn_page(unsigned kind)
{
    (void)kind;
    for (uint32_t i = 0; i < row->page; i += 8)
        tear(row->base + i);
    assert_int_equal(boot(), END_ROM);
}

/* Bank 2: the ROM could take anything for a head. */
static void torn_bank_2(void)
{
    tear(FLASH_BASE + off.part.bank_size);
    assert_int_equal(boot(), END_APP);
    flip(40 * 8);
    assert_int_equal(boot(), END_WAIT);
    assert_int_equal(note(), BOOT0_OUTCOME_REFUSED_BANK2);
}

static void test_torn(void **state)
{
    (void)state;
    for (unsigned i = L476; i < ROWS; i++)
        for (unsigned kind = 0; kind < KINDS; kind++) {
            board(i, kind == HEAD ? "-head" : "");
            torn_application(kind);
            torn_page(kind);
            board(i, kind == HEAD ? "-head" : "");
            if (off.part.bank2_base)
                torn_bank_2();
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_fast_path),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_stacks),
        cmocka_unit_test(test_resets),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_one_bit),
        cmocka_unit_test(test_erased),
        cmocka_unit_test(test_short),
        cmocka_unit_test(test_entered),
        cmocka_unit_test(test_protected),
        cmocka_unit_test(test_blinks),
        cmocka_unit_test(test_hse),
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_watchdog_waits),
        cmocka_unit_test(test_watchdog_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
