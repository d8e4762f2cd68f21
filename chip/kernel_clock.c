/* SPDX-License-Identifier: MIT */
#include "chip/kernel_clock.h"

static uint32_t pclk_div(const struct chip *chip, const struct map_row *row)
{
    switch (row->bus) {
    case BUS_APB1: return chip->clock.pclk1_div;
    case BUS_APB2: return chip->clock.pclk2_div;
    default: return 1;
    }
}

uint32_t kernel_clock_hz(const struct chip *chip, const struct map_row *row)
{
    return map_of(chip)->clock_hz(chip, map_of(chip)->selected(chip, row));
}

/* RM0367 29.5.19: a block on HSI16 or LSE may ask for its clock. */
static bool asks(const struct chip *chip, const struct map_row *row,
                 enum map_clock selected)
{
    return (selected == MAP_HSI16 || selected == MAP_LSE) &&
           MAP_HAS(row, asks_clock) && row->kind->asks_clock(chip, row);
}

/* RM0367 24.2: an LPTIM counts LSI and LSE in Stop. */
static bool runs_in_stop(const struct chip *chip, const struct map_row *row,
                         enum map_clock selected)
{
    bool low_speed = selected == MAP_LSI || selected == MAP_LSE;
    return (low_speed && MAP_HAS(row, in_stop)) || asks(chip, row, selected);
}

static bool stands_still(const struct chip *chip, const struct map_row *row,
                         enum map_clock selected)
{
    if (!map_open(chip, row->clock))
        return true;
    return map_of(chip)->stopped(chip) && !runs_in_stop(chip, row, selected);
}

uint64_t kernel_clock_ps(const struct chip *chip, const struct map_row *row,
                         uint32_t ticks)
{
    const struct clock *clock = &chip->clock;
    enum map_clock selected = map_of(chip)->selected(chip, row);
    uint64_t hclk = ticks * clock->hclk_ps;

    if (stands_still(chip, row, selected))
        return 0;
    if (selected == MAP_PCLK)
        return hclk * pclk_div(chip, row);
    if (selected == MAP_SYSCLK)
        return hclk * clock->hclk_hz / clock->sysclk_hz;
    uint32_t hz = map_of(chip)->clock_hz(chip, selected);
    if (!hz && selected == MAP_HSI16 && asks(chip, row, selected))
        hz = map_of(chip)->clock_hz(chip, MAP_HSI16_AT_ONCE);
    return hz ? ticks * PS_PER_S / hz : 0;
}

uint64_t kernel_clock_bus_ps(const struct chip *chip, const struct map_row *row)
{
    if (stands_still(chip, row, MAP_PCLK))
        return 0;
    return chip->clock.hclk_ps * pclk_div(chip, row);
}

/* --- what a field selects: RM0367 7.3.20, 7.3.21 --- */

enum map_clock kernel_clock_of_usart(uint32_t field)
{
    static const uint8_t clocks[] = {MAP_PCLK, MAP_SYSCLK, MAP_HSI16, MAP_LSE};
    return clocks[field & 3];
}

enum map_clock kernel_clock_of_i2c(uint32_t field)
{
    static const uint8_t clocks[] = {MAP_PCLK, MAP_SYSCLK, MAP_HSI16,
                                     MAP_NO_CLOCK};
    return clocks[field & 3];
}

enum map_clock kernel_clock_of_lptim(uint32_t field)
{
    static const uint8_t clocks[] = {MAP_PCLK, MAP_LSI, MAP_HSI16, MAP_LSE};
    return clocks[field & 3];
}

enum map_clock kernel_clock_of_rtc(uint32_t field)
{
    static const uint8_t clocks[] = {MAP_NO_CLOCK, MAP_LSE, MAP_LSI,
                                     MAP_HSE_RTC};
    return clocks[field & 3];
}
