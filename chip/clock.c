/* SPDX-License-Identifier: MIT */
#include "chip.h"

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

static void due_refresh(struct chip *chip)
{
    uint64_t first = NEVER;
    for (unsigned i = 0; i < DUE_COUNT; i++)
        if (chip->due[i] < first)
            first = chip->due[i];
    chip->due_cycle = clock_cycle_at(chip, first);
}

void due_set(struct chip *chip, enum due which, uint64_t ps)
{
    if (chip->due[which] == ps)
        return;
    chip->due[which] = ps;
    due_refresh(chip);
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
    due_refresh(chip);
    systick_rearm(chip);
    tim_rearm(chip);
    wwdg_rearm(chip);
}
