/* SPDX-License-Identifier: MIT */
#include "chip/block/wwdg.h"

#include "chip/clock.h"
#include "chip/core/nvic.h"
#include "chip/due.h"
#include "chip/reset.h"

enum { WWDG_CR = 0x00, WWDG_CFR = 0x04, WWDG_SR = 0x08 };

#define CR_T     0x7Fu
#define CR_T6    (1u << 6)
#define CR_WDGA  (1u << 7)
#define CFR_W    0x7Fu
#define CFR_EWI  (1u << 9)
#define CFR_MASK 0x3FFu /* EWI, WDGTB, W */
#define SR_EWIF  (1u << 0)

enum { EARLY = 0x40, STEP = 4096 };

/* PCLK1 cycles in one step of T (RM0367 26.3). */
static uint32_t step(const struct wwdg *wwdg)
{
    return STEP << (wwdg->cfr >> 7 & 3);
}

static void update_irq(struct chip *chip, const struct map_row *row)
{
    const struct wwdg *wwdg = map_state(chip, row);
    nvic_request(chip, row, wwdg->sr & SR_EWIF && wwdg->cfr & CFR_EWI);
}

/* T reached its new value `t`, one below the last. */
static void stepped(struct chip *chip, struct wwdg *wwdg, uint32_t t)
{
    wwdg->cr = (wwdg->cr & CR_WDGA) | t;
    if (!(wwdg->cr & CR_WDGA))
        return;
    if (t == EARLY)
        wwdg->sr |= SR_EWIF; /* also without EWI: RM0367 26.4.3 */
    if (!(t & CR_T6))
        reset_request(chip, RESET_WWDG);
}

static void sync(struct chip *chip, const struct map_row *row)
{
    struct wwdg *wwdg = map_state(chip, row);
    uint32_t div = chip->clock.pclk1_div;

    if (!map_open(chip, row->clock)) {
        wwdg->base_cycle = chip->cycle;
        return;
    }
    uint64_t pclk = (chip->cycle - wwdg->base_cycle) / div;
    uint64_t total = wwdg->prescaler + pclk;
    uint64_t steps = total / step(wwdg);
    wwdg->base_cycle += pclk * div;
    wwdg->prescaler = (uint32_t)(total % step(wwdg));
    /* 128 steps bring T back to where it was. */
    if (steps > CR_T)
        steps = CR_T + 1 + steps % (CR_T + 1);
    while (steps--)
        stepped(chip, wwdg, (wwdg->cr - 1) & CR_T);
    update_irq(chip, row);
}

/* The next thing to happen by itself: EWIF at 0x40, the reset at 0x3F. */
static void rearm(struct chip *chip, const struct map_row *row)
{
    const struct wwdg *wwdg = map_state(chip, row);
    uint32_t t = wwdg->cr & CR_T;
    if (!map_open(chip, row->clock) || !(wwdg->cr & CR_WDGA) || !(t & CR_T6)) {
        due_set(chip, row->due, NEVER);
        return;
    }
    uint32_t steps = t > EARLY ? t - EARLY : 1;
    uint64_t pclk = (uint64_t)steps * step(wwdg) - wwdg->prescaler;
    uint64_t since = chip->cycle - wwdg->base_cycle;
    due_in_cycles(chip, row->due, pclk * chip->clock.pclk1_div - since);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)event;
    sync(chip, row);
    rearm(chip, row);
}

static void skip(struct chip *chip, const struct map_row *row, uint64_t cycles)
{
    struct wwdg *wwdg = map_state(chip, row);
    wwdg->base_cycle += cycles;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    *(struct wwdg *)map_state(chip, row) = (struct wwdg){
        .cr = 0x7F,
        .cfr = 0x7F,
        .base_cycle = chip->cycle,
    };
    update_irq(chip, row);
    rearm(chip, row);
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct wwdg *wwdg = map_state(chip, row);
    sync(chip, row);
    switch (offset) {
    case WWDG_CR: *value = wwdg->cr; break;
    case WWDG_CFR: *value = wwdg->cfr; break;
    case WWDG_SR: *value = wwdg->sr; break;
    default: *value = 0;
    }
    return ACCESS_OK;
}

/* A refresh while T > W, or one that clears T6, is a reset. The step in
 * progress starts anew (assumed: the formula of RM0367 26.5 has whole steps
 * only). WDGA is cleared by a reset only. */
static void write_cr(struct chip *chip, struct wwdg *wwdg, uint32_t value)
{
    bool early = (wwdg->cr & CR_T) > (wwdg->cfr & CFR_W);
    bool was_active = wwdg->cr & CR_WDGA;

    wwdg->cr = (value & (CR_WDGA | CR_T)) | (wwdg->cr & CR_WDGA);
    wwdg->prescaler = 0;
    wwdg->base_cycle = chip->cycle;
    if (!(wwdg->cr & CR_WDGA))
        return;
    if (!(wwdg->cr & CR_T6) || (was_active && early))
        reset_request(chip, RESET_WWDG);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct wwdg *wwdg = map_state(chip, row);

    sync(chip, row);
    switch (offset) {
    case WWDG_CR: write_cr(chip, wwdg, value); break;
    case WWDG_CFR:
        /* RM0367 26.4.2: EWI is cleared by a reset only. */
        wwdg->cfr = (value & CFR_MASK) | (wwdg->cfr & CFR_EWI);
        wwdg->prescaler %= step(wwdg);
        break;
    case WWDG_SR: wwdg->sr &= value; break;
    default: break;
    }
    update_irq(chip, row);
    rearm(chip, row);
    return ACCESS_OK;
}

/* T stays until its next step; flags change with an event or a store only. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    const struct wwdg *wwdg = map_state(chip, row);
    uint32_t div = chip->clock.pclk1_div;
    uint64_t pclk = (chip->cycle - wwdg->base_cycle) / div;
    uint64_t into = (wwdg->prescaler + pclk) % step(wwdg);

    if (offset != WWDG_CR || !map_open(chip, row->clock))
        return NEVER;
    return clock_ps_at(chip,
                       wwdg->base_cycle + (pclk + step(wwdg) - into) * div);
}

/* A refresh starts T from the same value, be it early or late, while none of
 * them can be a reset: T, which only falls from there, is in the window. */
static bool renews(const struct chip *chip, const struct map_row *row,
                   uint32_t offset, uint32_t value)
{
    const struct wwdg *wwdg = map_state(chip, row);
    return offset == WWDG_CR && value & CR_T6 &&
           (value & CR_T) <= (wwdg->cfr & CFR_W);
}

const struct map_kind wwdg = {
    .last = WWDG_SR,
    .read = read,
    .steady = steady,
    .renews = renews,
    .write = write,
    .reset = reset,
    .due = due,
    .before_clock = sync,
    .after_clock = rearm,
    .skip = skip,
    .dues = 1,
};
