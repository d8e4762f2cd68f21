/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

enum {
    IMR = 0x00,
    EMR = 0x04,
    RTSR = 0x08,
    FTSR = 0x0C,
    SWIER = 0x10,
    PR = 0x14,
};

enum {
    IMR_RESET = 0x3F840000,    /* direct lines are unmasked */
    LINES = 0x37FFFFFF,        /* all lines; 27 is reserved */
    CONFIGURABLE = 0x007BFFFF, /* lines with edges: 0-17, 19-22 */
    PORT_H_INDEX = 5,          /* of EXTICR (RM0367 10.2.5) */
    IRQ_ADC_COMP = 12          /* shared with the ADC, which has no model */
};

/* RM0367 table 55: which lines share an interrupt. */
static const struct {
    uint32_t lines;
    unsigned irq;
} groups[] = {
    {0x00000003, IRQ_EXTI0_1},  {0x0000000C, IRQ_EXTI2_3},
    {0x0000FFF0, IRQ_EXTI4_15}, {0x00010000, IRQ_PVD},
    {0x001A0000, IRQ_RTC},      {0x00600000, IRQ_ADC_COMP},
};

static void update_irq(struct chip *chip)
{
    uint32_t pending = chip->exti.pr & chip->exti.imr;
    for (unsigned i = 0; i < sizeof groups / sizeof *groups; i++)
        nvic_line(chip, (enum irq)groups[i].irq, pending & groups[i].lines);
}

static void trigger(struct chip *chip, uint32_t lines)
{
    struct exti *exti = &chip->exti;
    exti->pr |= lines & exti->imr;
    if (lines & exti->emr)
        cpu_event(chip);
    update_irq(chip);
}

/* The lines 0-15 that SYSCFG_EXTICR connects to a port. */
static uint32_t lines_of(const struct chip *chip, unsigned port)
{
    unsigned index = port == GPIO_H ? PORT_H_INDEX : port;
    uint32_t lines = 0;
    for (unsigned line = 0; line < 16; line++)
        if ((chip->syscfg.exticr[line / 4] >> line % 4 * 4 & 15) == index)
            lines |= 1u << line;
    return lines;
}

void exti_edges(struct chip *chip, unsigned port, uint16_t before, uint16_t now)
{
    const struct exti *exti = &chip->exti;
    uint32_t rising = now & ~before & exti->rtsr;
    uint32_t falling = before & ~now & exti->ftsr;
    uint32_t edges = rising | falling;
    if (edges && (edges &= lines_of(chip, port)))
        trigger(chip, edges);
}

void exti_reset(struct chip *chip, enum reset_kind kind)
{
    (void)kind;
    chip->exti = (struct exti){.imr = IMR_RESET};
    update_irq(chip);
}

enum access exti_read(struct chip *chip, uint32_t offset, uint32_t *value)
{
    const struct exti *exti = &chip->exti;
    switch (offset) {
    case IMR: *value = exti->imr; break;
    case EMR: *value = exti->emr; break;
    case RTSR: *value = exti->rtsr; break;
    case FTSR: *value = exti->ftsr; break;
    case SWIER: *value = exti->swier; break;
    case PR: *value = exti->pr; break;
    default: *value = 0; break;
    }
    return ACCESS_OK;
}

/* RM0367 13.5.5: a bit that goes from 0 to 1 triggers the line once; it stays
 * set until the pending bit is cleared. */
static void write_swier(struct chip *chip, uint32_t value)
{
    struct exti *exti = &chip->exti;
    uint32_t set = value & CONFIGURABLE & ~exti->swier;
    exti->swier |= set;
    trigger(chip, set);
}

enum access exti_write(struct chip *chip, uint32_t offset, uint32_t value)
{
    struct exti *exti = &chip->exti;
    switch (offset) {
    case IMR: exti->imr = (value & LINES) | (IMR_RESET & ~LINES); break;
    case EMR: exti->emr = value & LINES; break;
    case RTSR: exti->rtsr = value & CONFIGURABLE; break;
    case FTSR: exti->ftsr = value & CONFIGURABLE; break;
    case SWIER: write_swier(chip, value); break;
    case PR:
        exti->pr &= ~value;
        exti->swier &= ~value;
        break;
    default: break;
    }
    update_irq(chip);
    return ACCESS_OK;
}
