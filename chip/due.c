/* SPDX-License-Identifier: MIT */
#include "chip/due.h"

#include "chip/clock.h"
#include "chip/map.h"

void due_init(struct chip *chip)
{
    const struct map *map = map_of(chip);
    for (unsigned i = 0; i < DUE_MAX; i++)
        chip->due[i] = NEVER;
    for (unsigned i = 0; i < map->row_count; i++) {
        const struct map_row *row = &map->rows[i];
        bool has = row->kind && (!map->has || map->has(chip, row));
        for (unsigned j = 0; has && j < row->kind->dues; j++)
            chip->rows.due[row->due + j] = (uint8_t)i;
    }
    due_retime(chip);
}

/* Ties go by number. */
static bool before(const struct chip *chip, unsigned a, unsigned b)
{
    return chip->due[a] < chip->due[b] ||
           (chip->due[a] == chip->due[b] && a < b);
}

static void find_first(struct chip *chip)
{
    chip->due_first = 0;
    for (uint64_t left = chip->due_armed; left; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctzll(left);
        if (chip->due[i] < chip->due[chip->due_first])
            chip->due_first = i;
    }
}

void due_retime(struct chip *chip)
{
    chip->due_cycle = clock_cycle_at(chip, chip->due[chip->due_first]);
}

void due_set(struct chip *chip, unsigned which, uint64_t ps)
{
    if (chip->due[which] == ps)
        return;
    chip->due[which] = ps;
    chip->due_armed &= ~(1ull << which);
    chip->due_armed |= (uint64_t)(ps != NEVER) << which;
    if (which == chip->due_first)
        find_first(chip);
    else if (before(chip, which, chip->due_first))
        chip->due_first = which;
    else
        return;
    due_retime(chip);
}

void due_in_cycles(struct chip *chip, unsigned which, uint64_t cycles)
{
    due_set(chip, which, clock_ps_at(chip, chip->cycle + cycles));
}

void due_fire(struct chip *chip)
{
    while (chip->due_cycle <= chip->cycle) {
        unsigned which = chip->due_first;
        const struct map_row *row = map_row(chip, chip->rows.due[which]);
        due_set(chip, which, NEVER);
        row->kind->due(chip, row, which - row->due);
    }
}
