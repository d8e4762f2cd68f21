/* SPDX-License-Identifier: MIT */
#include "chip/oscillator.h"

#include "chip/clock.h"
#include "chip/due.h"
#include "chip/frequency.h"
#include "chip/map.h"

static uint32_t *control(const struct chip *chip,
                         const struct oscillator_set *set, unsigned which)
{
    return (uint32_t *)((uintptr_t)chip + set->list[which].reg);
}

static uint64_t *ready_ps(const struct chip *chip,
                          const struct oscillator_set *set, unsigned which)
{
    return (uint64_t *)((uintptr_t)chip + set->ready_ps) + which;
}

bool oscillator_on(const struct chip *chip, const struct oscillator_set *set,
                   unsigned which)
{
    return *control(chip, set, which) & set->list[which].on;
}

bool oscillator_ready(const struct chip *chip, const struct oscillator_set *set,
                      unsigned which)
{
    return *control(chip, set, which) & set->list[which].ready;
}

/* A clock signal needs HSEBYP=1 and a crystal HSEBYP=0, else HSERDY never comes
 * (read so on a NUCLEO-L476RG). A signal is taken after 8 periods, a crystal
 * starts in 2 ms (assumed). */
uint64_t oscillator_hse_ps(const struct chip *chip)
{
    const struct board *board = &chip->board;
    bool bypass = map_of(chip)->hse_bypass(chip);
    if (!board->hse_hz || bypass != board->hse_bypass)
        return NEVER;
    return bypass ? 8 * PS_PER_S / board->hse_hz : 2 * PS_PER_MS;
}

/* The boards have a crystal. */
uint64_t oscillator_lse_ps(const struct chip *chip, bool bypass)
{
    return !chip->board.lse_hz || bypass ? NEVER : 2 * PS_PER_S;
}

static void start(struct chip *chip, const struct oscillator_set *set,
                  unsigned which)
{
    uint64_t startup = set->startup_ps(chip, which);
    if (startup != NEVER)
        *ready_ps(chip, set, which) = clock_ps(chip) + startup;
}

/* A timer may measure the oscillator: it counts the edges until now first. In
 * Stop the timers stand still. */
static void set_ready(struct chip *chip, const struct oscillator_set *set,
                      unsigned which, bool value)
{
    bool stopped = map_of(chip)->stopped(chip);
    if (!stopped)
        frequency_before(chip);
    *control(chip, set, which) &= ~set->list[which].ready;
    if (value)
        *control(chip, set, which) |= set->list[which].ready;
    if (!stopped)
        frequency_after(chip);
}

static void stop(struct chip *chip, const struct oscillator_set *set,
                 unsigned which)
{
    *ready_ps(chip, set, which) = NEVER;
    if (!oscillator_ready(chip, set, which))
        return;
    set_ready(chip, set, which, false);
    set->ended(chip, which);
}

void oscillator_follow(struct chip *chip, const struct oscillator_set *set)
{
    for (unsigned i = 0; i < set->count; i++) {
        if (!set->wanted(chip, i))
            stop(chip, set, i);
        else if (!oscillator_ready(chip, set, i) &&
                 *ready_ps(chip, set, i) == NEVER)
            start(chip, set, i);
    }
}

void oscillator_arm(struct chip *chip, const struct oscillator_set *set)
{
    uint64_t first = NEVER;
    for (unsigned i = 0; i < set->count; i++)
        if (*ready_ps(chip, set, i) < first)
            first = *ready_ps(chip, set, i);
    due_set(chip, set->due, first);
}

void oscillator_due(struct chip *chip, const struct oscillator_set *set)
{
    uint64_t now = clock_ps(chip);
    for (unsigned i = 0; i < set->count; i++) {
        if (*ready_ps(chip, set, i) > now)
            continue;
        *ready_ps(chip, set, i) = NEVER;
        set_ready(chip, set, i, true);
        set->started(chip, i);
    }
}
