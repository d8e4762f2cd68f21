/* SPDX-License-Identifier: MIT
 *
 * The resident: what an application must be to be started, and what it finds
 * when it is.
 */
#include "bench/stm32l0/readings.h"
#include "tests/src/resident_fixture.h"

enum { ALL_RAM = SRAM_BASE + SRAM_SIZE, FAST_PATH = 18, FAST_PATH_MAX = 40 };

static const char *const flavours[] = {"resident", "resident-head"};
enum { CRC, HEAD, FLAVOURS };

/* The same test on both flavours by both toolchains. */
static void each(void (*test)(struct resident *, unsigned flavour))
{
    for (unsigned i = 0; i < TOOLCHAINS; i++)
        for (unsigned j = 0; j < FLAVOURS; j++) {
            struct resident *resident =
                resident_new(toolchains[i], flavours[j], ROM_V4_1);
            test(resident, j);
            resident_free(resident);
        }
}

/* --- what it costs --- */

static size_t file_of(const char *toolchain, const char *name, uint8_t *bytes,
                      size_t size)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s%s.bin", BOOT0_IMAGE_DIR, toolchain,
             name);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s: cannot be read", path);
    size_t read = fread(bytes, 1, size, file);
    fclose(file);
    return read;
}

/* Whole pages, at most 1 KB with every setting, and every byte the same by both
 * toolchains. */
static void test_size(void **state)
{
    (void)state;
    static const char *const names[] = {
        "resident",      "resident-head", "resident-rtc", "resident-rdp1",
        "resident-dark", "resident-base", "resident-all", "resident-head-all"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        uint8_t gcc[2048], clang[2048];
        size_t size = file_of("", names[i], gcc, sizeof gcc);
        assert_in_range(size, 1, 1024);
        assert_int_equal(size % BOOT0_TABLE_PAGE, 0);
        assert_int_equal(file_of("clang/", names[i], clang, sizeof clang),
                         size);
        assert_memory_equal(gcc, clang, size);
    }
}

static uint64_t cycles_to(struct chip *chip, uint32_t address)
{
    chip_break_set(chip, address & ~1u);
    assert_int_equal(chip_run(chip, chip->cycle + 10000000), STOP_BREAK);
    chip_break_clear(chip);
    return chip->cycle;
}

/* A valid application starts within 40 cycles of boot0_reset's own fast path,
 * and the check. */
static void fast_path(struct resident *resident, unsigned flavour)
{
    struct chip *chip = &resident->chip;
    uint32_t judge = library_symbol(&resident->image, "resident_judge");
    resident_on(resident);
    chip->watch.events = 0;
    uint64_t start = chip->cycle;
    uint64_t called = cycles_to(chip, judge);
    uint64_t returned = cycles_to(chip, chip->cpu.r[CPU_LR]);
    uint64_t ended = cycles_to(chip, APP_RESET);
    uint64_t own = called - start + ended - returned;
    print_message("%s: %u cycles, and %u of the check\n", flavours[flavour],
                  (unsigned)own, (unsigned)(returned - called));
    assert_in_range(own, FAST_PATH + 1, FAST_PATH + FAST_PATH_MAX);
}

static void test_fast_path(void **state)
{
    (void)state;
    each(fast_path);
}

/* --- what a valid application finds --- */

static void expect_start(struct resident *resident)
{
    const struct cpu *cpu = &resident->chip.cpu;
    assert_int_equal(resident_boot(resident), END_APP);
    assert_int_equal(cpu->r[CPU_SP], APP_SP);
    assert_int_equal(resident_register(&resident->chip, 0xE000ED08), APP_BASE);
    resident_expect_ram(resident, ALL_RAM);
}

/* Returns the first register that does not read as on a chip that has run
 * nothing, with all clocks on; 0 = there is none. */
static uint32_t find_changed(struct resident *resident)
{
    enum { RCC_ENR = 0x4002102C, RCC_ENRS = 4 };
    static const struct {
        uint32_t from, to;
    } blocks[] = {{0x40000000, 0x40024000},
                  {0x50000000, 0x50002000},
                  {0xE000E000, 0xE000ED08},
                  {0xE000ED0C, 0xE000F000}};
    struct chip *fresh = test_malloc(sizeof *fresh);
    uint32_t changed = 0;
    *fresh = resident->off;
    chip_power_on(fresh);
    for (unsigned i = 0; i < RCC_ENRS; i++) {
        bus_write(fresh, RCC_ENR + 4 * i, 4, 0xFFFFFFFF);
        bus_write(&resident->chip, RCC_ENR + 4 * i, 4, 0xFFFFFFFF);
    }
    for (unsigned i = 0; i < sizeof blocks / sizeof *blocks && !changed; i++)
        for (uint32_t at = blocks[i].from; at < blocks[i].to && !changed;
             at += 4)
            if (resident_register(fresh, at) !=
                resident_register(&resident->chip, at))
                changed = at;
    test_free(fresh);
    return changed;
}

static void valid(struct resident *resident, unsigned flavour)
{
    (void)flavour;
    expect_start(resident);
    assert_int_equal(resident_register(&resident->chip, 0x40021030), 0x100);
    assert_int_equal(find_changed(resident), 0);
    assert_int_equal(resident->chip.cpu.control, 0);
    assert_int_equal(resident->chip.cpu.primask, 0);
}

static void test_valid(void **state)
{
    (void)state;
    each(valid);
}

/* Of every length: the shortest, and as long as the flash of each part. */
static void lengths(struct resident *resident, unsigned flavour)
{
    static const struct {
        const char *part;
        uint32_t flash_kb;
    } parts[] = {
        {"stm32l073rz", 192}, {"stm32l073rb", 128}, {"stm32l073r8", 64}};
    (void)flavour;
    for (unsigned i = 0; i < 3; i++) {
        struct part part;
        uint8_t rom[SYSTEM_SIZE];
        uint32_t longest =
            APP_MAX - (FLASH_MAX / 1024 - parts[i].flash_kb) * 1024;
        if (!part_find(parts[i].part, &part))
            continue;
        memcpy(rom, embed_rom(ROM_V4_0), sizeof rom);
        chip_init(&resident->off, &part);
        chip_load_rom(&resident->off, rom);
        bank_load(&resident->off, &resident->image);
        resident_make(&resident->off, longest);
        expect_start(resident);
        resident_make(&resident->off, 0x400 + 16 * i);
        expect_start(resident);
    }
}

static void test_lengths(void **state)
{
    (void)state;
    each(lengths);
}

/* --- what is not started --- */

static void expect_rom(struct resident *resident)
{
    assert_int_equal(resident_boot(resident), END_ROM);
    resident_expect_ram(resident, MAILBOX_RAM);
}

/* Vector words that no resident starts, whatever their CRC is. */
static void vectors(struct resident *resident, unsigned flavour)
{
    static const struct {
        uint32_t offset, word;
        bool crc_only;
    } bad[] = {
        {0, 0, false},
        {0, BOOT0_INVALID_HEAD, false},
        {0, 0x20000000, false},
        {0, 0x20005004, false},
        {0, 0x20004002, false},
        {0, 0x20004001, false},
        {0, APP_RESET, false},
        {4, 0, false},
        {4, APP_RESET - 1, false},
        {4, APP_BASE - 1, false},
        {4, 0x08000029, false},
        {4, 0x20000001, false},
        {4, 0x08030001, false},
        {4, 0xFFFFFFFF, false},
        {4, APP_BASE + APP_LENGTH + 1, true},
    };
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        resident_make(&resident->off, APP_LENGTH);
        resident_word(&resident->off, bad[i].offset, bad[i].word);
        resident_seal(&resident->off, APP_LENGTH);
        if (!bad[i].crc_only || flavour == CRC)
            expect_rom(resident);
    }
}

static void test_vectors(void **state)
{
    (void)state;
    each(vectors);
}

static void test_edges_of_ram(void **state)
{
    (void)state;
    static const uint32_t good[] = {0x20000004, 0x20005000};
    struct resident *resident = resident_new("", flavours[CRC], ROM_V4_1);
    for (unsigned i = 0; i < 2; i++) {
        resident_word(&resident->off, 0, good[i]);
        resident_seal(&resident->off, APP_LENGTH);
        assert_int_equal(resident_boot(resident), END_APP);
        assert_int_equal(resident->chip.cpu.r[CPU_SP], good[i]);
    }
    resident_free(resident);
}

/* Erased flash, an empty one, and what was there before the resident. */
static void erased(struct resident *resident, unsigned flavour)
{
    uint8_t *app = resident_app(&resident->off);
    (void)flavour;
    memset(app, 0, APP_MAX);
    expect_rom(resident);
    memset(app, 0xFF, APP_MAX);
    expect_rom(resident);
}

static void test_erased(void **state)
{
    (void)state;
    each(erased);
}

/* Any one bit: of the first page in both, of everything up to the end of the
 * trailer by CRC. */
static void one_bit(struct resident *resident, unsigned flavour)
{
    uint32_t judged =
        flavour == HEAD ? BOOT0_TABLE_PAGE : APP_LENGTH + BOOT0_TRAILER_SIZE;
    uint8_t *app = resident_app(&resident->off);
    for (uint32_t bit = 0; bit < judged * 8; bit += TEST_STRIDE) {
        app[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (resident_boot(resident) != END_ROM)
            fail_msg("%s: bit %u of byte 0x%X", flavours[flavour],
                     (unsigned)bit % 8, (unsigned)bit / 8);
        app[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    app[judged] ^= 1;
    expect_start(resident);
}

static void test_one_bit(void **state)
{
    (void)state;
    struct resident *resident = NULL;
    for (unsigned j = 0; j < FLAVOURS; j++) {
        resident = resident_new("", flavours[j], ROM_V4_1);
        one_bit(resident, j);
        resident_free(resident);
    }
}

/* Each length that is not that of an image whose trailer is in place. */
static void test_length_word(void **state)
{
    (void)state;
    static const uint32_t bad[] = {
        0,
        16,
        APP_LENGTH - 16,
        APP_LENGTH + 1,
        APP_LENGTH + 4,
        APP_LENGTH + 8,
        APP_LENGTH + 16,
        APP_MAX,
        APP_MAX + 1,
        APP_MAX + 16,
        APP_MAX + 32,
        0x00030000,
        0x07FFF000,
        0x17EFF000,
        0x80000000,
        0xF8000000,
        0xFFFFFFF0,
        0xFFFFFFFF,
    };
    struct resident *resident = resident_new("", flavours[CRC], ROM_V4_1);
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        resident_word(&resident->off, BOOT0_TABLE_LENGTH, bad[i]);
        expect_rom(resident);
    }
    resident_free(resident);
}

/* An image that is right in all but that its trailer is cut in two by its
 * length, or lies beyond the end of a smaller part's flash. */
static void test_sealed_length(void **state)
{
    (void)state;
    struct resident *resident = resident_new("", flavours[CRC], ROM_V4_0);
    for (uint32_t length = APP_LENGTH + 4; length < APP_LENGTH + 16;
         length += 4) {
        resident_make(&resident->off, length);
        expect_rom(resident);
    }
    resident_make(&resident->off, APP_MAX);
    library_set_word(&resident->off, 0x1FF8007C, 128);
    expect_rom(resident);
    resident_free(resident);
}

/* --- the ROM --- */

/* On every ROM, from a bad application, and the outcome is noted when a reset
 * ends it. */
static void test_every_rom(void **state)
{
    (void)state;
    static const char *const names[] = {"resident", "resident-head",
                                        "resident-rtc", "resident-all"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        for (enum rom_version version = 0; version < ROM_VERSIONS; version++) {
            struct resident *resident = resident_new("", names[i], version);
            resident_word(&resident->off, 4, 0);
            assert_int_equal(resident_boot(resident), END_ROM);
            assert_int_equal(resident_register(&resident->chip, 0x40010000) & 3,
                             1);
            resident_make(&resident->chip, APP_LENGTH);
            chip_reset(&resident->chip, RESET_PIN);
            assert_int_equal(resident_run(resident), END_APP);
            assert_int_equal(library_word(&resident->chip, 0x20004FFC),
                             BOOT0_MAGIC + BOOT0_OUTCOME_ENTERED);
            resident_free(resident);
        }
}

/* --- the tests themselves --- */

/* A resident that judges less is found out by a bit that it does not look at.
 */
static void test_mutants(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t missed, seen; /* byte offsets */
    } mutants[] = {
        {"resident-first-word", 4, 0},
        {"resident-no-trailer", APP_LENGTH, 0x1C},
        {"resident-no-crc", 8, APP_LENGTH},
        {"resident-two-words", 8, 4},
    };
    for (unsigned i = 0; i < sizeof mutants / sizeof *mutants; i++) {
        struct resident *resident = resident_new("", mutants[i].name, ROM_V4_1);
        uint8_t *app = resident_app(&resident->off);
        app[mutants[i].seen] ^= 1;
        assert_int_equal(resident_boot(resident), END_ROM);
        app[mutants[i].seen] ^= 1;
        app[mutants[i].missed] ^= 2;
        assert_int_not_equal(resident_boot(resident), END_ROM);
        resident_free(resident);
    }
}

static void test_untidy_mutants(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t changed;
    } mutants[] = {{"resident-crc-left", 0x40023000},
                   {"resident-hsi-left", 0x40021000}};
    for (unsigned i = 0; i < sizeof mutants / sizeof *mutants; i++) {
        struct resident *resident = resident_new("", mutants[i].name, ROM_V4_1);
        expect_start(resident);
        assert_int_equal(find_changed(resident), mutants[i].changed);
        resident_free(resident);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_fast_path),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_edges_of_ram),
        cmocka_unit_test(test_erased),
        cmocka_unit_test(test_one_bit),
        cmocka_unit_test(test_length_word),
        cmocka_unit_test(test_sealed_length),
        cmocka_unit_test(test_every_rom),
        cmocka_unit_test(test_mutants),
        cmocka_unit_test(test_untidy_mutants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
