/* SPDX-License-Identifier: MIT */
#include "chip/core/watchpoint.h"

/* --- the table --- */

bool watchpoint_set(struct chip *chip, uint32_t address, uint32_t size,
                    unsigned kinds)
{
    struct watchpoint_table *points = &chip->watch.points;
    if (points->count == WATCHPOINT_RANGES || size == 0)
        return false;
    points->ranges[points->count++] = (struct watchpoint_range){
        .address = address, .size = size, .kinds = kinds};
    chip->attention |= ATTENTION_WATCHPOINT;
    return true;
}

void watchpoint_clear(struct chip *chip)
{
    chip->watch.points = (struct watchpoint_table){0};
    chip->attention &= ~ATTENTION_WATCHPOINT;
}

/* --- hits --- */

static bool overlap(const struct watchpoint_range *range,
                    const struct watchpoint_access *access)
{
    return access->address - range->address < range->size ||
           range->address - access->address < access->size;
}

/* Returns the first byte of the range that is accessed. */
static uint32_t meeting(const struct watchpoint_range *range,
                        const struct watchpoint_access *access)
{
    bool inside = access->address - range->address < range->size;
    return inside ? access->address : range->address;
}

static void note(struct chip *chip, struct watchpoint_range *range,
                 const struct watchpoint_access *access)
{
    uint32_t at = meeting(range, access) - access->address;
    uint32_t index = at / access->unit;
    range->last = (struct watchpoint_write){
        .count = range->last.count + 1,
        .cycle = access->cycle,
        .pc = chip->last_pc,
        .frame = access->frame,
        .exception = access->exception,
        .address = access->address + index * access->unit,
        .size = access->unit,
        .old = access->old[index],
        .value = access->value[index],
    };
}

/* Of several hits before the run stops the first is reported. */
static void hit(struct chip *chip, uint32_t index,
                const struct watchpoint_access *access)
{
    struct watchpoint_table *points = &chip->watch.points;
    const struct watchpoint_range *range = &points->ranges[index];
    if (points->hit.pending || !(range->kinds & access->kind))
        return;
    points->hit = (struct watchpoint_hit){
        .pending = true,
        .range = index,
        .address = meeting(range, access),
        .kind = access->kind,
        .pc = chip->last_pc,
    };
}

bool watchpoint_meets(const struct chip *chip,
                      const struct watchpoint_access *access)
{
    const struct watchpoint_table *points = &chip->watch.points;
    for (uint32_t i = 0; i < points->count; i++)
        if (overlap(&points->ranges[i], access))
            return true;
    return false;
}

bool watchpoint_matters(const struct chip *chip,
                        const struct watchpoint_access *access)
{
    const struct watchpoint_table *points = &chip->watch.points;
    for (uint32_t i = 0; i < points->count; i++)
        if (overlap(&points->ranges[i], access) &&
            (access->kind == WATCHPOINT_WRITE ||
             points->ranges[i].kinds & access->kind))
            return true;
    return false;
}

void watchpoint_see(struct chip *chip, const struct watchpoint_access *access)
{
    struct watchpoint_table *points = &chip->watch.points;
    for (uint32_t i = 0; i < points->count; i++) {
        if (!overlap(&points->ranges[i], access))
            continue;
        if (access->kind == WATCHPOINT_WRITE)
            note(chip, &points->ranges[i], access);
        hit(chip, i, access);
    }
}

const struct watchpoint_write *watchpoint_last(const struct chip *chip,
                                               uint32_t address)
{
    const struct watchpoint_table *points = &chip->watch.points;
    for (uint32_t i = 0; i < points->count; i++) {
        const struct watchpoint_range *range = &points->ranges[i];
        if (address - range->address < range->size && range->last.count)
            return &range->last;
    }
    return NULL;
}
