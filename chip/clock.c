/* SPDX-License-Identifier: MIT */
#include "chip/clock.h"

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
