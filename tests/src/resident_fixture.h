/* SPDX-License-Identifier: MIT
 *
 * For tests of the resident: its images, with an application behind them that
 * is made here, word by word, and not by `boot0 patch`.
 */
#ifndef TESTS_SRC_RESIDENT_FIXTURE_H
#define TESTS_SRC_RESIDENT_FIXTURE_H

#include "bench/stm32l0/readings.h"
#include "src/resident/resident_trailer.h"
#include "tests/src/boot0_fixture.h"
#include "tools/crc32.h"

enum {
    APP_BASE = BOOT0_APPLICATION_DEFAULT,
    APP_LENGTH = 1024,
    APP_SP = 0x20004000,
    APP_RESET = APP_BASE + 0x201,
    APP_MAX = FLASH_MAX - (APP_BASE - FLASH_BASE) - BOOT0_TRAILER_SIZE
};

/* Where a resident leads to. */
enum end { END_APP, END_ROM, END_WAIT, END_NOWHERE };

/* A resident on a chip that is off, and the application's bytes in its flash.
 */
struct resident {
    struct image image;
    struct chip off; /* no power yet */
    struct chip chip;
    uint8_t ram[SRAM_SIZE]; /* as it was at power-on */
    uint32_t wait;          /* address of resident_wait */
};

static inline uint8_t *resident_app(struct chip *chip)
{
    return bus_physical(chip, REGION_FLASH) + (APP_BASE - FLASH_BASE);
}

static inline void resident_word(struct chip *chip, uint32_t offset,
                                 uint32_t word)
{
    memcpy(resident_app(chip) + offset, &word, sizeof word);
}

/* Writes both CRCs of an application of that length, and its trailer. */
static inline void resident_seal(struct chip *chip, uint32_t length)
{
    uint8_t *app = resident_app(chip);
    const uint32_t head[] = {BOOT0_TRAILER_MAGIC_WORD, length, 7};
    uint32_t after = BOOT0_TABLE_PAGE_CRC + 4;
    resident_word(chip, BOOT0_TABLE_LENGTH, length);
    uint32_t crc = crc32(0, app, BOOT0_TABLE_PAGE_CRC);
    resident_word(chip, BOOT0_TABLE_PAGE_CRC,
                  crc32(crc, app + after, BOOT0_TABLE_PAGE - after));
    memcpy(app + length, head, sizeof head);
    resident_word(chip, length + BOOT0_TRAILER_CRC,
                  crc32(0, app, length + sizeof head));
}

/* An application of that length: a vector table, an endless loop, and words
 * that no two places have in common. */
static inline void resident_make(struct chip *chip, uint32_t length)
{
    uint32_t word = 1;
    for (uint32_t i = 0; i < length; i += 4, word = word * 1664525 + 1013904223)
        resident_word(chip, i, word);
    resident_word(chip, 0, APP_SP);
    for (uint32_t i = 4; i < 48 * 4; i += 4)
        resident_word(chip, i, APP_RESET);
    resident_word(chip, APP_RESET - 1 - APP_BASE, 0xE7FEE7FE); /* B . */
    resident_seal(chip, length);
}

static inline struct resident *
resident_new(const char *toolchain, const char *name, enum rom_version version)
{
    struct resident *resident = test_calloc(1, sizeof *resident);
    library_load(&resident->image, toolchain, name);
    library_chip(&resident->off, &resident->image, version, 0);
    resident->wait = library_symbol(&resident->image, "resident_wait");
    resident_make(&resident->off, APP_LENGTH);
    return resident;
}

static inline void resident_free(struct resident *resident)
{
    image_free(&resident->image);
    test_free(resident);
}

/* Powers a copy of the chip on. */
static inline void resident_on(struct resident *resident)
{
    resident->chip = resident->off;
    chip_power_on(&resident->chip);
    memcpy(resident->ram, bus_physical(&resident->chip, REGION_SRAM),
           SRAM_SIZE);
}

/* What the core would read there; 0 where it cannot. */
static inline uint32_t resident_register(struct chip *chip, uint32_t address)
{
    uint32_t value = 0;
    return bus_read(chip, address, 4, &value) ? value : 0;
}

/* Runs to one of the ends; no rule is broken on the way. */
static inline enum end resident_run(struct resident *resident)
{
    struct chip *chip = &resident->chip;
    const uint32_t places[] = {APP_RESET - 1, ROM_ENTRY, resident->wait};
    uint64_t end = clock_ps(chip) + 500 * PS_PER_MS;
    enum end result = END_NOWHERE;
    for (unsigned i = 0; i < 3; i++)
        chip_break_set(chip, places[i]);
    enum stop stop;
    while ((stop = chip_run_to(chip, end)) == STOP_EVENT)
        library_check_events(chip);
    for (unsigned i = 0; i < 3; i++)
        if (stop == STOP_BREAK && chip->cpu.r[CPU_PC] == places[i])
            result = (enum end)i;
    chip_break_clear(chip);
    return result;
}

static inline enum end resident_boot(struct resident *resident)
{
    resident_on(resident);
    return resident_run(resident);
}

/* No byte of RAM below LIMIT has changed since the power-on. */
static inline void resident_expect_ram(struct resident *resident,
                                       uint32_t limit)
{
    assert_memory_equal(bus_physical(&resident->chip, REGION_SRAM),
                        resident->ram, limit - SRAM_BASE);
}

#endif
