/* SPDX-License-Identifier: MIT */
#include "chip/low_power.h"

#include "chip/core/sram.h"
#include "chip/due.h"
#include "chip/frequency.h"
#include "chip/noise.h"

static void disarm(struct chip *chip, const struct map_row *row)
{
    for (unsigned i = 0; row->kind && i < row->kind->dues; i++)
        due_set(chip, row->due + i, NEVER);
}

void low_power_report(struct chip *chip, bool asleep)
{
    for (unsigned i = 0; i < map_of(chip)->row_count; i++)
        if (MAP_HAS(map_row(chip, i), stop))
            map_row(chip, i)->kind->stop(chip, map_row(chip, i), asleep);
}

void low_power_hold(struct chip *chip)
{
    frequency_before(chip);
    for (unsigned i = 0; i < map_of(chip)->row_count; i++)
        if (MAP_HAS(map_row(chip, i), skip))
            disarm(chip, map_row(chip, i));
}

/* Their time base moves. */
void low_power_resume(struct chip *chip, uint64_t asleep)
{
    for (unsigned i = 0; i < map_of(chip)->row_count; i++) {
        const struct map_row *row = map_row(chip, i);
        if (MAP_HAS(row, skip))
            row->kind->skip(chip, row, asleep);
    }
    frequency_after(chip);
    low_power_report(chip, false);
}

static void lose_sram(struct chip *chip, uint32_t size)
{
    noise_fill(sram_at(chip, SRAM_BASE), size,
               (chip->board.seed ^ (uint32_t)chip->cycle) | 1);
}

static void float_pins(struct chip *chip)
{
    for (unsigned port = 0; port < GPIO_PORTS; port++) {
        const struct map_row *row = map_port(chip, port);
        if (MAP_HAS(row, reset))
            row->kind->reset(chip, row, RESET_STANDBY);
    }
}

void low_power_down(struct chip *chip, uint32_t sram)
{
    for (unsigned i = 0; i < map_of(chip)->row_count; i++)
        if (!map_row(chip, i)->in_standby)
            disarm(chip, map_row(chip, i));
    chip->nvic.enabled = (struct exception_set){0};
    chip->nvic.pending = (struct exception_set){0};
    lose_sram(chip, sram);
    float_pins(chip);
}
