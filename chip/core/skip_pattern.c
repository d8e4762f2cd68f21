/* SPDX-License-Identifier: MIT */
#include "chip/core/skip_pattern.h"

#include <string.h>

#include "chip/bus.h"

/* --- noting --- */

void skip_pattern_begin(struct skip_pattern *pattern)
{
    pattern->steps = pattern->accesses = 0;
    pattern->unfit = false;
}

void skip_pattern_step(struct skip_pattern *pattern, const struct chip *chip)
{
    if (pattern->steps == PATTERN_STEPS)
        pattern->unfit = true;
    if (pattern->unfit)
        return;
    memcpy(pattern->core[pattern->steps], chip->blocks, core_of(chip)->state);
    pattern->before[pattern->steps++] = chip->cpu;
}

static void note(struct skip_pattern *pattern, struct skip_access access)
{
    if (pattern->accesses == PATTERN_ACCESSES)
        pattern->unfit = true;
    else
        pattern->access[pattern->accesses++] = access;
}

void skip_pattern_load(struct skip_pattern *pattern, struct chip *chip,
                       uint32_t address, uint32_t size)
{
    struct skip_access access = {.address = address, .size = size};
    if (pattern->unfit)
        return;
    access.wait = bus_data_wait(chip, address);
    if (bus_look(chip, address, size, &access.value))
        note(pattern, access);
    else
        pattern->unfit = true;
}

void skip_pattern_store(struct skip_pattern *pattern, uint32_t address,
                        uint32_t size, uint32_t value)
{
    note(pattern, (struct skip_access){.address = address,
                                       .size = size,
                                       .value = value,
                                       .is_store = true});
}

static const uint8_t *code_at(const struct chip *chip, uint32_t pc)
{
    const struct window *window = &chip->cpu.window;
    return (const uint8_t *)chip + window->offset + (pc - window->lo);
}

/* The instruction at HI may be one of 32 bits. */
static uint32_t size_of(const struct chip *chip, uint32_t lo, uint32_t hi)
{
    const struct window *window = &chip->cpu.window;
    uint32_t room = window->size - (lo - window->lo);
    uint32_t size = hi - lo + 4;
    return size < room ? size : room;
}

void skip_pattern_keep(struct skip_pattern *pattern,
                       const struct skip_pattern *turn, const struct chip *chip,
                       uint32_t lo, uint32_t hi)
{
    uint32_t size = size_of(chip, lo, hi);
    if (turn->unfit || size > PATTERN_CODE)
        return;
    pattern->lo = lo;
    pattern->size = size;
    pattern->steps = turn->steps;
    pattern->accesses = turn->accesses;
    memcpy(pattern->code, code_at(chip, lo), size);
    memcpy(pattern->access, turn->access, sizeof pattern->access);
    memcpy(pattern->before, turn->before,
           turn->steps * sizeof *pattern->before);
    for (uint32_t i = 0; i < turn->steps; i++)
        memcpy(pattern->core[i], turn->core[i], core_of(chip)->state);
}

/* --- comparing --- */

/* The number of executed instructions is what time alone changes. */
static bool same_core(const struct cpu *a, const struct cpu *b)
{
    enum { UNTIL = offsetof(struct cpu, instructions) };
    return !memcmp(a, b, UNTIL) &&
           !memcmp(&a->window, &b->window, sizeof a->window) &&
           a->fetched == b->fetched;
}

/* Where a turn may begin: before any of its instructions. */
static bool begins(const struct skip_pattern *pattern, const struct chip *chip)
{
    for (uint32_t i = 0; i < pattern->steps; i++)
        if (pattern->before[i].r[CPU_PC] == chip->cpu.r[CPU_PC] &&
            same_core(&pattern->before[i], &chip->cpu) &&
            !memcmp(pattern->core[i], chip->blocks, core_of(chip)->state))
            return true;
    return false;
}

static bool has_breakpoint(const struct skip_pattern *pattern,
                           const struct watch *watch)
{
    for (uint32_t i = 0; i < watch->break_count; i++)
        if (watch->breaks[i] - pattern->lo < pattern->size)
            return true;
    return false;
}

static bool same_access(const struct skip_access *access, struct chip *chip,
                        uint64_t *steady)
{
    uint32_t value, address = access->address;
    if (access->is_store)
        return bus_renews(chip, address, access->size, access->value);
    if (!bus_look(chip, address, access->size, &value) ||
        value != access->value || bus_data_wait(chip, address) != access->wait)
        return false;
    uint64_t until = bus_steady(chip, address, access->size);
    *steady = until && until < *steady ? until : *steady;
    return true;
}

bool skip_pattern_repeats(const struct skip_pattern *pattern, struct chip *chip,
                          uint64_t *steady)
{
    *steady = NEVER;
    if (chip->attention & ATTENTION_WATCHPOINT || !begins(pattern, chip) ||
        has_breakpoint(pattern, &chip->watch) ||
        memcmp(pattern->code, code_at(chip, pattern->lo), pattern->size))
        return false;
    for (uint32_t i = 0; i < pattern->accesses; i++)
        if (!same_access(&pattern->access[i], chip, steady))
            return false;
    return true;
}
