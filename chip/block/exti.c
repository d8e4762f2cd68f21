/* SPDX-License-Identifier: MIT */
#include "chip/block/exti.h"

#include "chip/core/cpu.h"
#include "chip/core/nvic.h"

enum {
    IMR = 0x00,
    EMR = 0x04,
    RTSR = 0x08,
    FTSR = 0x0C,
    SWIER = 0x10,
    PR = 0x14,
};

static void update_irq(struct chip *chip, const struct map_row *row)
{
    const struct exti *exti = map_state(chip, row);
    const struct exti_variant *has = row->variant;
    uint32_t pending = exti->pr & exti->imr;
    uint32_t irqs = 0;
    for (unsigned i = 0; i < has->group_count; i++)
        if (pending & has->groups[i])
            irqs |= 1u << i;
    nvic_requests(chip, row, irqs);
}

static void trigger(struct chip *chip, const struct map_row *row,
                    uint32_t lines)
{
    struct exti *exti = map_state(chip, row);
    exti->pr |= lines & exti->imr;
    if (lines & exti->emr)
        cpu_event(chip);
    update_irq(chip, row);
}

/* The lines 0-15 that SYSCFG connects to a port. */
static uint32_t lines_of(const struct chip *chip, unsigned port)
{
    uint32_t lines = 0;
    for (unsigned line = 0; line < 16; line++)
        if (map_of(chip)->exti_port(chip, line) == port)
            lines |= 1u << line;
    return lines;
}

static uint32_t edges(const struct exti *exti, uint32_t before, uint32_t now)
{
    return (now & ~before & exti->rtsr) | (before & ~now & exti->ftsr);
}

void exti_edges(struct chip *chip, unsigned port, uint16_t before, uint16_t now)
{
    const struct map_row *row = map_row(chip, chip->rows.exti);
    uint32_t lines = edges(map_state(chip, row), before, now);
    if (lines && (lines &= lines_of(chip, port)))
        trigger(chip, row, lines);
}

/* RM0367 13.3: a direct line has neither edge registers nor a pending bit. The
 * interrupt is the block's own; the event comes with the rising level
 * (assumed).
 */
static uint32_t direct(const struct exti *exti, uint32_t before, uint32_t now)
{
    return now & ~before & exti->emr;
}

void exti_line(struct chip *chip, unsigned line, bool level)
{
    const struct map_row *row = map_row(chip, chip->rows.exti);
    const struct exti_variant *has = row->variant;
    struct exti *exti = map_state(chip, row);
    uint32_t before = exti->levels;
    uint32_t now = level ? before | 1u << line : before & ~(1u << line);

    exti->levels = now;
    if (!(1u << line & has->configurable)) {
        if (direct(exti, before, now))
            cpu_event(chip);
    } else if (edges(exti, before, now)) {
        trigger(chip, row, 1u << line);
    }
}

bool exti_listens(const struct chip *chip, unsigned port, unsigned pin)
{
    const struct exti *exti = map_state(chip, map_row(chip, chip->rows.exti));
    return (exti->rtsr | exti->ftsr) & 1u << pin &&
           map_of(chip)->exti_port(chip, pin) == port;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    const struct exti_variant *has = row->variant;
    struct exti *exti = map_state(chip, row);
    uint32_t levels = exti->levels; /* the blocks' */
    (void)kind;
    *exti = (struct exti){.imr = has->imr, .levels = levels};
    update_irq(chip, row);
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct exti *exti = map_state(chip, row);
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
static void write_swier(struct chip *chip, const struct map_row *row,
                        uint32_t value)
{
    const struct exti_variant *has = row->variant;
    struct exti *exti = map_state(chip, row);
    uint32_t set = value & has->configurable & ~exti->swier;
    exti->swier |= set;
    trigger(chip, row, set);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    const struct exti_variant *has = row->variant;
    struct exti *exti = map_state(chip, row);
    switch (offset) {
    case IMR:
        exti->imr = (value & has->lines) | (has->imr & ~has->lines);
        break;
    case EMR: exti->emr = value & has->lines; break;
    case RTSR: exti->rtsr = value & has->configurable; break;
    case FTSR: exti->ftsr = value & has->configurable; break;
    case SWIER: write_swier(chip, row, value); break;
    case PR:
        exti->pr &= ~value;
        exti->swier &= ~value;
        break;
    default: break;
    }
    update_irq(chip, row);
    return ACCESS_OK;
}

const struct map_kind exti = {
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .repeatable = true,
};
