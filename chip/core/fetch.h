/* SPDX-License-Identifier: MIT
 *
 * Fetches of instructions through the window, with their wait states.
 */
#ifndef CHIP_CORE_FETCH_H
#define CHIP_CORE_FETCH_H

#include "chip/bus.h"
#include "chip/core/cpu.h"
#include "chip/little_endian.h"

/* Returns the halfword at `pc`, which the window holds. */
static inline uint32_t fetch_halfword(const struct chip *chip, uint32_t pc)
{
    const struct window *window = &chip->cpu.window;
    const uint8_t *bytes = (const uint8_t *)chip + window->offset;
    return little_endian(bytes + (pc - window->lo), 2);
}

static __attribute__((noinline, unused)) void fetch_wait(struct chip *chip,
                                                         uint32_t address)
{
    chip->cycle += cpu_fetch_wait(&chip->cpu, address);
    chip->cpu.fetched = address & ~3u;
}

/* Adds the wait states of the halfword at `address`. */
static inline void fetch_cost(struct chip *chip, uint32_t address)
{
    const struct window *window = &chip->cpu.window;
    if (window->branch_wait | window->sequential_wait)
        fetch_wait(chip, address);
}

/* Makes the window hold `pc`, where a second halfword is. False: no instruction
 * can be fetched there, or not yet. */
static inline bool fetch_reach(struct chip *chip, uint32_t pc)
{
    if (pc - chip->cpu.window.lo < chip->cpu.window.size)
        return true;
    if (bus_fetch_window(chip, pc))
        return !(chip->attention & ATTENTION_STALL);
    bus_remap(chip);
    return false;
}

#endif
