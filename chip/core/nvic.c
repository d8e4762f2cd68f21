/* SPDX-License-Identifier: MIT */
#include "chip/core/nvic.h"

#include "chip/core/core.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"
#include "chip/core/scb.h"

/* Addresses, DDI0419 B3.4.2, with the registers of more than 32 interrupts as
 * DDI0403 B3.4.3 has them. */
enum {
    ISER = 0xE000E100,
    ICER = 0xE000E180,
    ISPR = 0xE000E200,
    ICPR = 0xE000E280,
    GROUP_END = 0x80, /* bytes, behind the last word of each */
    IPR0 = 0xE000E400,
    IPR_END = IPR0 + IRQ_COUNT
};

enum { PRIORITY_NMI = -2, PRIORITY_HARDFAULT = -1, PRIORITY_THREAD = 256 };

static const struct exception_set system_exceptions = {{0xFFFF}};
/* Those that cannot be disabled: not MemManage, BusFault, UsageFault (4 to 6)
 * and DebugMonitor (12), which are enabled as interrupts are. */
static const struct exception_set always_enabled = {{0xEF8F}};

void nvic_reset(struct chip *chip)
{
    struct exception_set lines = chip->nvic.lines;
    /* Request lines are levels: a line that is still high pends again. */
    chip->nvic = (struct nvic){.lines = lines, .pending = lines};
    nvic_update(chip);
}

/* --- priorities, DDI0419 B1.5.4 --- */

int nvic_priority(const struct chip *chip, unsigned exception)
{
    switch (exception) {
    case EXCEPTION_NMI: return PRIORITY_NMI;
    case EXCEPTION_HARDFAULT: return PRIORITY_HARDFAULT;
    default: break;
    }
    return exception < EXCEPTION_IRQ0
               ? chip->scb.priority[exception]
               : chip->nvic.priority[exception - EXCEPTION_IRQ0];
}

/* Among equals the lower number wins. Returns 0 for an empty set. */
static unsigned most_urgent(const struct chip *chip, struct exception_set set)
{
    unsigned best = 0;
    while (!exception_set_empty(&set)) {
        unsigned exception = exception_set_first(&set);
        exception_set_remove(&set, exception);
        if (!best || nvic_priority(chip, exception) < nvic_priority(chip, best))
            best = exception;
    }
    return best;
}

/* The part of its priority that preempts; by the rest only those that wait are
 * ordered (DDI0403 B1.5.4). */
static int group_priority(const struct chip *chip, unsigned exception)
{
    int priority = nvic_priority(chip, exception);
    return priority < 0 ? priority
                        : priority & exception_rules(chip)->group_mask(chip);
}

/* PRIMASK aside. */
static int active_priority(const struct chip *chip)
{
    unsigned exception = most_urgent(chip, chip->nvic.active);
    int priority =
        exception ? group_priority(chip, exception) : PRIORITY_THREAD;
    return exception_rules(chip)->masked(chip, priority);
}

int nvic_execution_priority(const struct chip *chip)
{
    int active = active_priority(chip);
    return chip->cpu.primask && active > 0 ? 0 : active;
}

unsigned nvic_pending(const struct chip *chip)
{
    const struct nvic *nvic = &chip->nvic;
    struct exception_set enabled =
        exception_set_or(&nvic->enabled, &always_enabled);
    return most_urgent(chip, exception_set_and(&nvic->pending, &enabled));
}

bool nvic_preempts(const struct chip *chip, unsigned exception)
{
    return group_priority(chip, exception) < nvic_execution_priority(chip);
}

bool nvic_more_urgent(const struct chip *chip, unsigned exception,
                      unsigned other)
{
    return group_priority(chip, exception) < group_priority(chip, other);
}

unsigned nvic_takeable(const struct chip *chip)
{
    unsigned exception = nvic_pending(chip);
    return exception && nvic_preempts(chip, exception) ? exception : 0;
}

/* DDI0419 B1.5.19: WFI ignores PRIMASK (and no other mask), WFE does not. */
bool nvic_wakes(const struct chip *chip)
{
    unsigned exception = nvic_pending(chip);
    if (!exception)
        return false;
    int running = chip->cpu.wait_event ? nvic_execution_priority(chip)
                                       : active_priority(chip);
    return group_priority(chip, exception) < running;
}

void nvic_update(struct chip *chip)
{
    chip->attention &= ~ATTENTION_EXCEPTION;
    if (exception_set_empty(&chip->nvic.pending))
        return;
    if (nvic_takeable(chip) || (chip->cpu.sleeping && nvic_wakes(chip)))
        chip->attention |= ATTENTION_EXCEPTION;
}

/* --- pending and active --- */

static void pend(struct chip *chip, struct exception_set set)
{
    struct nvic *nvic = &chip->nvic;
    struct exception_set fresh = exception_set_minus(&set, &nvic->pending);
    nvic->pending = exception_set_or(&nvic->pending, &set);
    if (!exception_set_empty(&fresh) && chip->scb.scr & SCR_SEVONPEND)
        cpu_event(chip);
    nvic_update(chip);
}

void nvic_pend(struct chip *chip, unsigned exception)
{
    struct exception_set set = {0};
    exception_set_add(&set, exception);
    pend(chip, set);
}

void nvic_unpend(struct chip *chip, unsigned exception)
{
    exception_set_remove(&chip->nvic.pending, exception);
    nvic_update(chip);
}

bool nvic_irqs_pending(const struct chip *chip)
{
    struct exception_set irqs =
        exception_set_minus(&chip->nvic.pending, &system_exceptions);
    return !exception_set_empty(&irqs);
}

static void set_line(struct chip *chip, unsigned exception, bool level)
{
    if (level == exception_set_has(&chip->nvic.lines, exception))
        return;
    if (!level) {
        exception_set_remove(&chip->nvic.lines, exception);
        return;
    }
    exception_set_add(&chip->nvic.lines, exception);
    nvic_pend(chip, exception);
}

void nvic_line(struct chip *chip, unsigned irq, bool level)
{
    set_line(chip, EXCEPTION_IRQ0 + irq, level);
}

void nvic_nmi(struct chip *chip, bool level)
{
    set_line(chip, EXCEPTION_NMI, level);
}

/* Returns the interrupt that a block calls its number `index`. */
static unsigned irq_of(const struct map_row *row, unsigned index)
{
    return row->irqs ? row->irqs[index] : row->irq;
}

/* Returns whether any block requests an interrupt. */
static bool requested(const struct chip *chip, unsigned irq)
{
    for (unsigned i = 0; i < map_of(chip)->row_count; i++)
        for (uint32_t mask = chip->requests[i]; mask; mask &= mask - 1)
            if (irq_of(map_row(chip, i), (unsigned)__builtin_ctz(mask)) == irq)
                return true;
    return false;
}

void nvic_requests(struct chip *chip, const struct map_row *row, uint32_t mask)
{
    uint32_t *requests = &chip->requests[row - map_of(chip)->rows];
    uint32_t changed = *requests ^ mask;
    *requests = mask;
    for (; changed; changed &= changed - 1) {
        unsigned irq = irq_of(row, (unsigned)__builtin_ctz(changed));
        if (irq != NO_IRQ)
            nvic_line(chip, irq, requested(chip, irq));
    }
}

void nvic_request(struct chip *chip, const struct map_row *row, bool level)
{
    nvic_requests(chip, row, level);
}

const char *nvic_irq_name(const struct chip *chip, unsigned irq)
{
    const char *name =
        irq < map_of(chip)->irq_count ? map_of(chip)->irqs[irq] : NULL;
    return name ? name : "IRQ";
}

void nvic_activate(struct chip *chip, unsigned exception)
{
    exception_set_remove(&chip->nvic.pending, exception);
    exception_set_add(&chip->nvic.active, exception);
}

void nvic_deactivate(struct chip *chip, unsigned exception)
{
    exception_set_remove(&chip->nvic.active, exception);
    if (exception_set_has(&chip->nvic.lines, exception))
        nvic_pend(chip, exception);
}

/* --- registers --- */

/* These are bits 16 to 47, 48 to 79, ... of a set. */
uint32_t nvic_word(const struct exception_set *set, unsigned word)
{
    unsigned first = EXCEPTION_IRQ0 + 32 * word, at = first / 64;
    uint64_t bits = set->bits[at] >> first % 64;
    if (first % 64 > 32 && at + 1 < EXCEPTION_SET_WORDS)
        bits |= set->bits[at + 1] << (64 - first % 64);
    return (uint32_t)bits;
}

/* The interrupts that exist of those in a word of such a register. */
static struct exception_set irq_set(const struct chip *chip, unsigned word,
                                    uint32_t value)
{
    struct exception_set set = {0};
    for (; value; value &= value - 1) {
        unsigned irq = 32 * word + (unsigned)__builtin_ctz(value);
        if (irq < map_of(chip)->irq_count)
            exception_set_add(&set, EXCEPTION_IRQ0 + irq);
    }
    return set;
}

/* PM0223 4.2.4: clearing an interrupt whose line is high and which is not
 * active leaves it pending. */
static void clear_pending(struct chip *chip, struct exception_set irqs)
{
    struct nvic *nvic = &chip->nvic;
    struct exception_set high =
        exception_set_minus(&nvic->lines, &nvic->active);
    nvic->pending = exception_set_minus(&nvic->pending, &irqs);
    nvic->pending = exception_set_or(&nvic->pending, &high);
}

/* Returns how many of the four priorities from `first` on exist. */
static unsigned priorities(const struct chip *chip, unsigned first)
{
    unsigned count = map_of(chip)->irq_count;
    return first >= count ? 0 : count - first < 4 ? count - first : 4;
}

static uint32_t read_priorities(const struct chip *chip, unsigned first)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < priorities(chip, first); i++)
        value |= (uint32_t)chip->nvic.priority[first + i] << 8 * i;
    return value;
}

static void write_priorities(struct chip *chip, unsigned first, uint32_t value)
{
    uint8_t mask = map_of(chip)->core->priority_mask;
    for (unsigned i = 0; i < priorities(chip, first); i++)
        chip->nvic.priority[first + i] = value >> 8 * i & mask;
}

bool nvic_read(struct chip *chip, uint32_t address, uint32_t *value)
{
    const struct nvic *nvic = &chip->nvic;
    if (address >= IPR0 && address < IPR_END) {
        *value = read_priorities(chip, address - IPR0);
        return true;
    }
    unsigned word = address % GROUP_END / 4;
    if (32 * word >= map_of(chip)->irq_count)
        return false;
    switch (address - 4 * word) {
    case ISER:
    case ICER: *value = nvic_word(&nvic->enabled, word); return true;
    case ISPR:
    case ICPR: *value = nvic_word(&nvic->pending, word); return true;
    default: return false;
    }
}

bool nvic_write(struct chip *chip, uint32_t address, uint32_t value)
{
    struct nvic *nvic = &chip->nvic;
    if (address >= IPR0 && address < IPR_END) {
        write_priorities(chip, address - IPR0, value);
        nvic_update(chip);
        return true;
    }
    unsigned word = address % GROUP_END / 4;
    struct exception_set irqs = irq_set(chip, word, value);
    switch (address - 4 * word) {
    case ISER: nvic->enabled = exception_set_or(&nvic->enabled, &irqs); break;
    case ICER:
        nvic->enabled = exception_set_minus(&nvic->enabled, &irqs);
        break;
    case ISPR: pend(chip, irqs); break;
    case ICPR: clear_pending(chip, irqs); break;
    default: return false;
    }
    nvic_update(chip);
    return true;
}
