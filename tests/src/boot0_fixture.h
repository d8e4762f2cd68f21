/* SPDX-License-Identifier: MIT
 *
 * For tests of the firmware library: its test images, patched in memory, on a
 * chip with a model ROM.
 */
#ifndef TESTS_SRC_BOOT0_FIXTURE_H
#define TESTS_SRC_BOOT0_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/bank.h"
#include "bench/embed.h"
#include "bench/image.h"
#include "bench/image_file.h"
#include "bench/readings.h"
#include "bench/record.h"
#include "bench/stm32l0/readings.h"
#include "chip/chip.h"
#include "src/boot0.h"
#include "src/boot0_record.h"
#include "tests/choices.h"
#include "tests/fail_event.h"
#include "tools/patch.h"

/* Every image exists twice: by GCC, and in this folder by clang. */
static const char *const toolchains[] = {"", "clang/"};
enum { TOOLCHAINS = 2 };

enum {
    ROM_ENTRY = 0x1FF00404, /* the reset vector of every model ROM */
    ROM_STACK = 0x200014D0,
    ROM_ID = 0x1FFE, /* offsets in system memory */
    MAILBOX_RAM = 0x20004FF8,
    MAILBOX_RTC = 0x4000285C
};

/* Loads DIRECTORY NAME.elf. */
static inline void library_load(struct image *image, const char *directory,
                                const char *name)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s%s.elf", BOOT0_IMAGE_DIR, directory,
             name);
    if (!image_load(path, image, error))
        fail_msg("%s", error);
}

static inline void library_patch(struct image *image, enum patch_head head)
{
    char error[IMAGE_ERROR_SIZE];
    struct part part;
    assert_true(part_find("stm32l073rz", &part));
    if (!patch_image(image, head, &part, error))
        fail_msg("%s", error);
}

/* The same image with an invalid head or with the one it has. */
static inline void library_image(struct image *image, const char *directory,
                                 const char *name, enum patch_head head)
{
    library_load(image, directory, name);
    library_patch(image, head);
}

static inline uint32_t library_symbol(const struct image *image,
                                      const char *name)
{
    const struct image_symbol *symbol = image_symbol(image, name);
    if (!symbol)
        fail_msg("%s: no symbol %s", image->path, name);
    return symbol->address;
}

/* A Nucleo-L073RZ with this ROM and image, still off. */
static inline void library_chip(struct chip *chip, const struct image *image,
                                enum rom_version version, uint32_t choices)
{
    uint8_t rom[SYSTEM_SIZE];
    struct part part;
    assert_true(part_find("stm32l073rz", &part));
    memcpy(rom, embed_rom(version), sizeof rom);
    choices_set(rom, choices);
    chip_init(chip, &part);
    chip_load_rom(chip, rom);
    bank_load(chip, image);
    chip->watch.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
}

/* What runs from flash, the library first of all, breaks no rule. */
static inline void library_check_events(struct chip *chip)
{
    for (unsigned i = 0; i < chip->events.count; i++)
        if (chip->events.list[i].pc - FLASH_BASE < FLASH_MAX)
            fail_event(&chip->events.list[i]);
    chip->events.count = 0;
}

/* Changes bits of an option word, which holds a halfword and its complement
 * (RM0367 3.8.1); the next power-on loads it. */
static inline void library_option(struct chip *chip, unsigned offset,
                                  uint16_t clear, uint16_t set)
{
    uint16_t low, high;
    memcpy(&low, bus_physical(chip, REGION_OPTION) + offset, 2);
    low = (uint16_t)((low & ~clear) | set);
    high = (uint16_t)~low;
    memcpy(bus_physical(chip, REGION_OPTION) + offset, &low, 2);
    memcpy(bus_physical(chip, REGION_OPTION) + offset + 2, &high, 2);
}

enum { OPTION_USER = 4, USER_BFB2 = 1 << 7 };

/* Where a chip comes to: what library_run() stops at. */
enum place { AT_MAIN, AT_ROM, AT_PAST, AT_LOST };

struct places {
    uint32_t main, past; /* past = 0: this ROM has none */
};

static inline struct places library_places(const struct image *image,
                                           enum rom_version version)
{
    static const uint32_t past[] = {
        [ROM_V4_1] = 0x1FF00368, [ROM_V11_2] = 0x1FF00466};
    return (struct places){library_symbol(image, "main"),
                           version < ROM_VERSIONS ? past[version] : 0};
}

/* The same with the reset handler for main: nothing but the library has run. */
static inline struct places library_places_early(const struct image *image,
                                                 enum rom_version version)
{
    struct places places = library_places(image, version);
    struct record record;
    assert_int_equal(record_find(image, &record), 1);
    places.main = record.next & ~1u;
    return places;
}

/* Runs to the next of the places, for 20 ms at most. */
static inline enum place library_run(struct chip *chip,
                                     const struct places *places)
{
    enum place place = AT_LOST;
    chip_break_set(chip, places->main);
    chip_break_set(chip, ROM_ENTRY);
    if (places->past)
        chip_break_set(chip, places->past);
    uint64_t end = clock_ps(chip) + 20 * PS_PER_MS;
    for (;;) {
        enum stop stop = chip_run_to(chip, end);
        if (stop == STOP_EVENT) {
            library_check_events(chip);
            continue;
        }
        if (stop == STOP_BREAK) {
            uint32_t pc = chip->cpu.r[CPU_PC];
            place = pc == places->main ? AT_MAIN
                    : pc == ROM_ENTRY  ? AT_ROM
                                       : AT_PAST;
        }
        break;
    }
    chip_break_clear(chip);
    return place;
}

/* --- a Nucleo-L073RZ in main --- */

/* The image that most tests are of, library-Os, on ROM V4.1. */
struct nucleo {
    struct image image;
    struct places places;
    struct chip fresh; /* powered on, in main */
    struct chip chip;  /* a copy of it, for the test to change */
};

static inline void nucleo_again(struct nucleo *nucleo)
{
    nucleo->chip = nucleo->fresh;
}

/* For a cmocka setup: *state is the nucleo. */
static inline int nucleo_open(void **state, enum patch_head head)
{
    struct nucleo *nucleo = calloc(1, sizeof *nucleo);
    assert_non_null(nucleo);
    library_image(&nucleo->image, "", "library-Os", head);
    nucleo->places = library_places(&nucleo->image, ROM_V4_1);
    library_chip(&nucleo->fresh, &nucleo->image, ROM_V4_1, 0);
    chip_power_on(&nucleo->fresh);
    assert_int_equal(library_run(&nucleo->fresh, &nucleo->places), AT_MAIN);
    nucleo_again(nucleo);
    *state = nucleo;
    return 0;
}

static inline int nucleo_kept(void **state)
{
    return nucleo_open(state, PATCH_HEAD_KEEP);
}

static inline int nucleo_invalid(void **state)
{
    return nucleo_open(state, PATCH_HEAD_INVALID);
}

/* Its teardown. */
static inline int nucleo_close(void **state)
{
    struct nucleo *nucleo = *state;
    image_free(&nucleo->image);
    free(nucleo);
    return 0;
}

static inline uint32_t nucleo_symbol(const struct nucleo *nucleo,
                                     const char *name)
{
    return library_symbol(&nucleo->image, name);
}

/* Goes on at a function that does not return. */
static inline void nucleo_branch(struct nucleo *nucleo, const char *function)
{
    cpu_branch(&nucleo->chip.cpu, nucleo_symbol(nucleo, function));
}

static inline enum place nucleo_run(struct nucleo *nucleo)
{
    return library_run(&nucleo->chip, &nucleo->places);
}

static inline uint32_t library_word(const struct chip *chip, uint32_t address)
{
    uint32_t word;
    assert_true(chip_peek(chip, address, &word, sizeof word));
    return word;
}

static inline void library_set_word(struct chip *chip, uint32_t address,
                                    uint32_t word)
{
    assert_true(chip_poke(chip, address, &word, sizeof word));
}

/* What boot0_outcome() would return. */
static inline enum boot0_outcome library_outcome(const struct chip *chip,
                                                 const struct image *image)
{
    uint32_t word = library_word(chip, library_symbol(image, "boot0_noted"));
    return word - BOOT0_MAGIC < BOOT0_OUTCOMES
               ? (enum boot0_outcome)(word - BOOT0_MAGIC)
               : BOOT0_NONE;
}

static inline enum boot0_outcome nucleo_outcome(const struct nucleo *nucleo)
{
    return library_outcome(&nucleo->chip, &nucleo->image);
}

/* A test with the head that `boot0 patch --head keep` or invalid leaves. */
#define NUCLEO_TEST(test, head)                                                \
    cmocka_unit_test_setup_teardown(test, nucleo_##head, nucleo_close)

#endif
