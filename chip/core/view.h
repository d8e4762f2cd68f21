/* SPDX-License-Identifier: MIT
 *
 * Memory as a fast loop reads and writes it: accesses that need no bus.
 */
#ifndef CHIP_CORE_VIEW_H
#define CHIP_CORE_VIEW_H

#include "chip/bus.h"
#include "chip/core/sram.h"

static inline bool load(struct chip *chip, uint32_t address, unsigned size,
                        uint32_t *value)
{
    if (!in_sram(chip, address, size))
        return false;
    *value = little_endian(sram_at(chip, address), size);
    return true;
}

static inline bool store(struct chip *chip, uint32_t address, unsigned size,
                         uint32_t value)
{
    if (!in_sram(chip, address, size))
        return false;
    put_little_endian(sram_at(chip, address), size, value);
    return true;
}

/* The memory that was read last. */
struct view {
    struct readable memory;
    unsigned wait; /* wait states of a read */
};

static __attribute__((noinline)) bool
view_look(struct view *view, const struct chip *chip, uint32_t address)
{
    view->memory.size = 0;
    if (!bus_readable(chip, address, &view->memory))
        return false;
    view->wait = bus_data_wait(chip, address);
    return true;
}

/* Loads from any memory and subtracts the wait states from *left. */
static inline bool view_read(struct view *view, int64_t *left,
                             struct chip *chip, uint32_t address, unsigned size,
                             uint32_t *value)
{
    if (load(chip, address, size, value))
        return true;
    if (address & (size - 1))
        return false;
    if (address - view->memory.lo >= view->memory.size &&
        !view_look(view, chip, address))
        return false;
    const uint8_t *bytes = (const uint8_t *)chip + view->memory.offset;
    *value = little_endian(bytes + (address - view->memory.lo), size);
    *left -= view->wait;
    return true;
}

/* --- what the trust in decoded blocks depends on --- */

/* The fetch window, and chip.bus.maps, which counts moves of memory, changes of
 * wait states, and the beginnings and ends of NVM operations. */
struct sight {
    uint32_t lo, size, maps;
    size_t offset;
};

static inline struct sight sight_now(const struct chip *chip)
{
    const struct window *window = &chip->cpu.window;
    return (struct sight){window->lo, window->size, chip->bus.maps,
                          window->offset};
}

static inline bool sight_same(struct sight a, struct sight b)
{
    return a.lo == b.lo && a.size == b.size && a.maps == b.maps &&
           a.offset == b.offset;
}

#endif
