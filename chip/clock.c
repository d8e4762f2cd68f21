/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

uint64_t clock_ps_at(const struct chip *chip, uint64_t cycle)
{
    const struct clock *clock = &chip->clock;
    return clock->base_ps + (cycle - clock->base_cycle) * clock->hclk_ps;
}

uint64_t clock_ps(const struct chip *chip)
{
    return clock_ps_at(chip, chip->cycle);
}

uint64_t clock_cycle_at(const struct chip *chip, uint64_t ps)
{
    const struct clock *clock = &chip->clock;
    if (ps == NEVER)
        return NEVER;
    if (ps <= clock->base_ps)
        return clock->base_cycle;
    uint64_t elapsed = ps - clock->base_ps;
    return clock->base_cycle + (elapsed + clock->hclk_ps - 1) / clock->hclk_ps;
}

/* Ties go by the order of enum due. */
static bool before(const struct chip *chip, enum due a, enum due b)
{
    return chip->due[a] < chip->due[b] ||
           (chip->due[a] == chip->due[b] && a < b);
}

static void find_first(struct chip *chip)
{
    chip->due_first = 0;
    for (enum due i = 1; i < DUE_COUNT; i++)
        if (before(chip, i, chip->due_first))
            chip->due_first = i;
}

static void find_cycle(struct chip *chip)
{
    chip->due_cycle = clock_cycle_at(chip, chip->due[chip->due_first]);
}

void due_set(struct chip *chip, enum due which, uint64_t ps)
{
    if (chip->due[which] == ps)
        return;
    chip->due[which] = ps;
    if (which == chip->due_first)
        find_first(chip);
    else if (before(chip, which, chip->due_first))
        chip->due_first = which;
    else
        return;
    find_cycle(chip);
}

void due_in_cycles(struct chip *chip, enum due which, uint64_t cycles)
{
    due_set(chip, which, clock_ps_at(chip, chip->cycle + cycles));
}

void clock_change(struct chip *chip, uint32_t sysclk_hz, uint32_t hclk_hz,
                  uint32_t pclk1_div, uint32_t pclk2_div)
{
    struct clock *clock = &chip->clock;
    uint64_t now = clock_ps(chip);

    tim_sync(chip);
    wwdg_sync(chip);
    *clock = (struct clock){
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
    find_cycle(chip);
    systick_rearm(chip);
    tim_rearm(chip);
    wwdg_rearm(chip);
}
