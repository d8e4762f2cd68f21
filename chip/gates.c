/* SPDX-License-Identifier: MIT */
#include "chip/gates.h"

#include "chip/frequency.h"

/* As struct map_gate has it. */
static size_t place_of(const struct chip *chip, const uint32_t *reg)
{
    return (size_t)((const uint8_t *)reg - (const uint8_t *)chip);
}

void gates_write_reset(struct chip *chip, uint32_t *reg, uint32_t value)
{
    size_t place = place_of(chip, reg);
    uint32_t changed = *reg ^ value;

    *reg = value;
    for (unsigned i = 0; i < map_of(chip)->row_count; i++) {
        const struct map_row *row = map_row(chip, i);
        if (MAP_HAS(row, reset) && row->reset.reg == place &&
            row->reset.mask & changed)
            row->kind->reset(chip, row, RESET_NONE);
    }
}

/* See bus.c. */
static void open_gates(struct chip *chip, const uint32_t *reg, uint32_t bits)
{
    if (!bits)
        return;
    chip->bus.opened = chip->cycle;
    chip->bus.opening = place_of(chip, reg);
    chip->bus.opens = bits;
}

void gates_write_enable(struct chip *chip, uint32_t *reg, uint32_t value)
{
    open_gates(chip, reg, value & ~*reg);
    frequency_before(chip);
    *reg = value;
    frequency_after(chip);
}

void gates_read_back(struct chip *chip, const uint32_t *reg)
{
    if (place_of(chip, reg) == chip->bus.opening)
        chip->bus.opening = 0;
}

void gates_reset_kernel(struct chip *chip, unsigned kernel)
{
    for (unsigned i = 0; i < map_of(chip)->row_count; i++) {
        const struct map_row *row = map_row(chip, i);
        if (MAP_HAS(row, reset) && row->kernel == kernel)
            row->kind->reset(chip, row, RESET_NONE);
    }
}
