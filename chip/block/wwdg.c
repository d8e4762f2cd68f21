/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

enum { WWDG_CR = 0x00, WWDG_CFR = 0x04, WWDG_SR = 0x08 };

#define CR_T     0x7Fu
#define CR_T6    (1u << 6)
#define CR_WDGA  (1u << 7)
#define CFR_W    0x7Fu
#define CFR_EWI  (1u << 9)
#define CFR_MASK 0x3FFu /* EWI, WDGTB, W */
#define SR_EWIF  (1u << 0)

enum { EARLY = 0x40, STEP = 4096 };

static bool clocked(const struct chip *chip)
{
    return chip->rcc.apb1enr & RCC_APB1ENR_WWDGEN;
}

/* PCLK1 cycles in one step of T (RM0367 26.3). */
static uint32_t step(const struct wwdg *wwdg)
{
    return STEP << (wwdg->cfr >> 7 & 3);
}

static void update_irq(struct chip *chip)
{
    const struct wwdg *wwdg = &chip->wwdg;
    nvic_line(chip, IRQ_WWDG, wwdg->sr & SR_EWIF && wwdg->cfr & CFR_EWI);
}

/* T reached its new value `t`, one below the last. */
static void stepped(struct chip *chip, uint32_t t)
{
    struct wwdg *wwdg = &chip->wwdg;
    wwdg->cr = (wwdg->cr & CR_WDGA) | t;
    if (!(wwdg->cr & CR_WDGA))
        return;
    if (t == EARLY)
        wwdg->sr |= SR_EWIF; /* also without EWI: RM0367 26.4.3 */
    if (!(t & CR_T6))
        reset_request(chip, RESET_WWDG);
}

void wwdg_sync(struct chip *chip)
{
    struct wwdg *wwdg = &chip->wwdg;
    uint32_t div = chip->clock.pclk1_div;

    if (!clocked(chip)) {
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
        stepped(chip, (wwdg->cr - 1) & CR_T);
    update_irq(chip);
}

/* The next thing to happen by itself: EWIF at 0x40, the reset at 0x3F. */
void wwdg_rearm(struct chip *chip)
{
    const struct wwdg *wwdg = &chip->wwdg;
    uint32_t t = wwdg->cr & CR_T;
    if (!clocked(chip) || !(wwdg->cr & CR_WDGA) || !(t & CR_T6)) {
        due_set(chip, DUE_WWDG, NEVER);
        return;
    }
    uint32_t steps = t > EARLY ? t - EARLY : 1;
    uint64_t pclk = (uint64_t)steps * step(wwdg) - wwdg->prescaler;
    uint64_t since = chip->cycle - wwdg->base_cycle;
    due_in_cycles(chip, DUE_WWDG, pclk * chip->clock.pclk1_div - since);
}

void wwdg_due(struct chip *chip)
{
    wwdg_sync(chip);
    wwdg_rearm(chip);
}

void wwdg_reset(struct chip *chip, enum reset_kind kind)
{
    (void)kind;
    chip->wwdg = (struct wwdg){
        .cr = 0x7F,
        .cfr = 0x7F,
        .base_cycle = chip->cycle,
    };
    update_irq(chip);
    wwdg_rearm(chip);
}

enum access wwdg_read(struct chip *chip, uint32_t offset, uint32_t *value)
{
    wwdg_sync(chip);
    switch (offset) {
    case WWDG_CR: *value = chip->wwdg.cr; break;
    case WWDG_CFR: *value = chip->wwdg.cfr; break;
    case WWDG_SR: *value = chip->wwdg.sr; break;
    default: *value = 0;
    }
    return ACCESS_OK;
}

/* A refresh while T > W, or one that clears T6, is a reset. The step in
 * progress starts anew (assumed: the formula of RM0367 26.5 has whole steps
 * only). WDGA is cleared by a reset only. */
static void write_cr(struct chip *chip, uint32_t value)
{
    struct wwdg *wwdg = &chip->wwdg;
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

enum access wwdg_write(struct chip *chip, uint32_t offset, uint32_t value)
{
    struct wwdg *wwdg = &chip->wwdg;

    wwdg_sync(chip);
    switch (offset) {
    case WWDG_CR: write_cr(chip, value); break;
    case WWDG_CFR:
        /* RM0367 26.4.2: EWI is cleared by a reset only. */
        wwdg->cfr = (value & CFR_MASK) | (wwdg->cfr & CFR_EWI);
        wwdg->prescaler %= step(wwdg);
        break;
    case WWDG_SR: wwdg->sr &= value; break;
    default: break;
    }
    update_irq(chip);
    wwdg_rearm(chip);
    return ACCESS_OK;
}
