/* SPDX-License-Identifier: MIT */
#include "chip/frequency.h"

#include "chip/clock.h"
#include "chip/due.h"
#include "chip/map.h"

void frequency_before(struct chip *chip)
{
    const struct map *map = map_of(chip);
    for (unsigned i = 0; i < map->row_count; i++)
        if (MAP_HAS(&map->rows[i], before_clock))
            map->rows[i].kind->before_clock(chip, &map->rows[i]);
}

void frequency_after(struct chip *chip)
{
    const struct map *map = map_of(chip);
    for (unsigned i = 0; i < map->row_count; i++)
        if (MAP_HAS(&map->rows[i], after_clock))
            map->rows[i].kind->after_clock(chip, &map->rows[i]);
}

void frequency_kernel(struct chip *chip, unsigned kernel)
{
    for (unsigned i = 0; i < map_of(chip)->row_count; i++) {
        const struct map_row *row = map_row(chip, i);
        if (MAP_HAS(row, kernel_clock) && row->kernel == kernel)
            row->kind->kernel_clock(chip, row);
    }
}

void frequency_kernels(struct chip *chip, unsigned first)
{
    for (unsigned i = 0; i < map_of(chip)->row_count; i++) {
        const struct map_row *row = map_row(chip, i);
        if (MAP_HAS(row, kernel_clock) && row->kernel >= first)
            row->kind->kernel_clock(chip, row);
    }
}

bool frequency_set(struct chip *chip, uint32_t sysclk_hz, uint32_t hpre,
                   uint32_t ppre1, uint32_t ppre2)
{
    const struct clock *clock = &chip->clock;
    uint32_t hclk_hz = sysclk_hz >> clock_ahb_shift(hpre);
    uint32_t pclk1_div = 1u << clock_apb_shift(ppre1);
    uint32_t pclk2_div = 1u << clock_apb_shift(ppre2);
    uint64_t now = clock_ps(chip);

    /* The host took HSE away while it was in use: time must go on. */
    if (!hclk_hz)
        return false;
    if (sysclk_hz == clock->sysclk_hz && hclk_hz == clock->hclk_hz &&
        pclk1_div == clock->pclk1_div && pclk2_div == clock->pclk2_div)
        return false;
    frequency_before(chip);
    chip->clock = (struct clock){
        .base_cycle = chip->cycle,
        .base_ps = now,
        .hclk_ps = (PS_PER_S + hclk_hz / 2) / hclk_hz,
        .sysclk_hz = sysclk_hz,
        .hclk_hz = hclk_hz,
        .pclk1_hz = hclk_hz / pclk1_div,
        .pclk2_hz = hclk_hz / pclk2_div,
        .pclk1_div = pclk1_div,
        .pclk2_div = pclk2_div,
    };
    due_retime(chip);
    if (chip->to_time)
        chip->attention |= ATTENTION_CLOCK;
    frequency_after(chip);
    return true;
}

void frequency_forget(struct chip *chip)
{
    chip->to_time = false;
    chip->attention &= ~(uint32_t)ATTENTION_CLOCK;
}

bool frequency_cycle(struct chip *chip, uint64_t ps, uint64_t *cycle)
{
    frequency_forget(chip);
    if (clock_ps(chip) >= ps)
        return false;
    chip->to_time = true;
    *cycle = clock_cycle_at(chip, ps);
    return true;
}
