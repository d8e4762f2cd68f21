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
    HIGH = 0x20 /* from here on those of lines 32 to 63 */
};

/* 32 lines, with what the family has of them. */
struct bank {
    struct exti *exti;
    const struct exti_variant *has;
};

static struct bank low(const struct chip *chip, const struct map_row *row)
{
    return (struct bank){map_state(chip, row), row->variant};
}

static struct bank high(const struct chip *chip, const struct map_row *row)
{
    const struct exti_variant *has = row->variant;
    return (struct bank){(struct exti *)map_state(chip, row) + 1, has->high};
}

/* The interrupts of a bank, by index. */
static uint32_t irqs_of(struct bank bank)
{
    uint32_t pending = bank.exti->pr & bank.exti->imr;
    uint32_t irqs = 0;
    for (unsigned i = 0; i < bank.has->group_count; i++)
        if (pending & bank.has->groups[i])
            irqs |= 1u << i;
    return irqs;
}

static void update_irq(struct chip *chip, const struct map_row *row)
{
    struct bank first = low(chip, row), second = high(chip, row);
    uint32_t irqs = irqs_of(first);
    if (second.has)
        irqs |= irqs_of(second) << first.has->group_count;
    nvic_requests(chip, row, irqs);
}

static void trigger(struct chip *chip, const struct map_row *row,
                    struct exti *exti, uint32_t lines)
{
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
    struct exti *exti = map_state(chip, row);
    uint32_t lines = edges(exti, before, now);
    if (lines && (lines &= lines_of(chip, port)))
        trigger(chip, row, exti, lines);
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
    struct bank bank = line < 32 ? low(chip, row) : high(chip, row);
    struct exti *exti = bank.exti;
    uint32_t bit = 1u << line % 32;
    uint32_t before = exti->levels;
    uint32_t now = level ? before | bit : before & ~bit;

    exti->levels = now;
    if (!(bit & bank.has->configurable)) {
        if (direct(exti, before, now))
            cpu_event(chip);
    } else if (edges(exti, before, now)) {
        trigger(chip, row, exti, bit);
    }
}

bool exti_listens(const struct chip *chip, unsigned port, unsigned pin)
{
    const struct exti *exti = map_state(chip, map_row(chip, chip->rows.exti));
    return (exti->rtsr | exti->ftsr) & 1u << pin &&
           map_of(chip)->exti_port(chip, pin) == port;
}

static void reset_bank(struct bank bank)
{
    uint32_t levels = bank.exti->levels; /* the blocks' */
    *bank.exti = (struct exti){.imr = bank.has->imr, .levels = levels};
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    reset_bank(low(chip, row));
    if (high(chip, row).has)
        reset_bank(high(chip, row));
    update_irq(chip, row);
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct exti *exti = map_state(chip, row);
    if (offset >= HIGH && high(chip, row).has) {
        exti = high(chip, row).exti;
        offset -= HIGH;
    }
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
                        struct bank bank, uint32_t value)
{
    uint32_t set = value & bank.has->configurable & ~bank.exti->swier;
    bank.exti->swier |= set;
    trigger(chip, row, bank.exti, set);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct bank bank = low(chip, row);
    if (offset >= HIGH && high(chip, row).has) {
        bank = high(chip, row);
        offset -= HIGH;
    }
    struct exti *exti = bank.exti;
    const struct exti_variant *has = bank.has;
    switch (offset) {
    case IMR:
        exti->imr = (value & has->lines) | (has->imr & ~has->lines);
        break;
    case EMR: exti->emr = value & has->lines; break;
    case RTSR: exti->rtsr = value & has->configurable; break;
    case FTSR: exti->ftsr = value & has->configurable; break;
    case SWIER: write_swier(chip, row, bank, value); break;
    case PR:
        exti->pr &= ~value;
        exti->swier &= ~value;
        break;
    default: break;
    }
    update_irq(chip, row);
    return ACCESS_OK;
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    bool second = offset >= HIGH && high(chip, row).has;
    return offset <= PR || second;
}

const struct map_kind exti = {
    .last = HIGH + PR,
    .has = has_register,
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .repeatable = true,
};
