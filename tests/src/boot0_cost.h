/* SPDX-License-Identifier: MIT
 *
 * What the library costs, measured on the virtual chip and read from the
 * image's symbols: for the test that bounds it and for `make bench`.
 */
#ifndef TESTS_SRC_BOOT0_COST_H
#define TESTS_SRC_BOOT0_COST_H

#include "bench/stm32l0/readings.h"
#include "tests/src/boot0_fixture.h"

/* Cycles from the first instruction after power-on to that of the next
 * handler. */
static inline uint64_t cost_cycles(struct chip *chip, const struct image *image)
{
    struct record record;
    assert_int_equal(record_find(image, &record), 1);
    library_chip(chip, image, ROM_V4_1, 0);
    chip_power_on(chip);
    assert_int_equal(chip->cpu.r[CPU_PC], record.reset & ~1u);
    uint64_t start = chip->cycle;
    chip_break_set(chip, record.next);
    assert_int_equal(chip_run(chip, start + 1000), STOP_BREAK);
    assert_int_equal(chip->cpu.r[CPU_SP], record.sp);
    return chip->cycle - start;
}

/* Cycles from the call of boot0_request() to the first instruction of the
 * ROM, the reset and the decision included. */
static inline uint64_t cost_request_cycles(struct chip *chip,
                                           const struct image *image)
{
    struct places places = library_places(image, ROM_V4_1);
    library_chip(chip, image, ROM_V4_1, 0);
    chip_power_on(chip);
    assert_int_equal(library_run(chip, &places), AT_MAIN);
    uint64_t start = chip->cycle;
    cpu_branch(&chip->cpu, library_symbol(image, "boot0_request"));
    assert_int_equal(library_run(chip, &places), AT_ROM);
    return chip->cycle - start;
}

static inline uint32_t cost_bytes(const struct image *image,
                                  const char *const *names, unsigned count)
{
    uint32_t bytes = 0;
    for (unsigned i = 0; i < count; i++) {
        const struct image_symbol *symbol = image_symbol(image, names[i]);
        if (!symbol || symbol->size == 0)
            fail_msg("%s: no size of %s", image->path, names[i]);
        bytes += symbol->size;
    }
    return bytes;
}

static inline uint32_t cost_bytes_core(const struct image *image)
{
    static const char *const names[] = {"boot0_reset",   "boot0_post",
                                        "boot0_request", "boot0_ask",
                                        "boot0_way",     "boot0_record"};
    return cost_bytes(image, names, sizeof names / sizeof *names);
}

/* Every symbol of the library's flash by its name: none is left out above. */
static inline uint32_t cost_bytes_all(const struct image *image)
{
    uint32_t bytes = 0;
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct image_symbol *symbol = &image->symbols[i];
        if (strncmp(symbol->name, "boot0_", 6) == 0 &&
            symbol->address < SRAM_BASE)
            bytes += symbol->size;
    }
    return bytes;
}

#endif
