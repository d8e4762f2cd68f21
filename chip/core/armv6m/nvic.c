/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/nvic.h"

#include "chip/core/armv6m/cpu.h"
#include "chip/core/armv6m/exception.h"
#include "chip/core/armv6m/scb.h"

/* Addresses, DDI0419 B3.4.2. */
enum {
    ISER = 0xE000E100,
    ICER = 0xE000E180,
    ISPR = 0xE000E200,
    ICPR = 0xE000E280,
    IPR0 = 0xE000E400,
    IPR_END = 0xE000E420,
};

enum {
    PRIORITY_NMI = -2,
    PRIORITY_HARDFAULT = -1,
    PRIORITY_THREAD = 256,
    PRIORITY_MASK = 0xC0 /* two bits, DS10685 3.12 */
};

/* The numbers below IRQ0 cannot be disabled. */
#define SYSTEM_EXCEPTIONS 0xFFFFull

static uint64_t bit(unsigned exception)
{
    return 1ull << exception;
}

static uint64_t lines(const struct chip *chip)
{
    return (uint64_t)chip->nvic.lines << EXCEPTION_IRQ0;
}

void nvic_reset(struct chip *chip)
{
    uint32_t levels = chip->nvic.lines;
    /* Request lines are levels: a line that is still high pends again. */
    chip->nvic = (struct nvic){.lines = levels};
    chip->nvic.pending = lines(chip);
    nvic_update(chip);
}

/* --- priorities, DDI0419 B1.5.4 --- */

int nvic_priority(const struct chip *chip, unsigned exception)
{
    switch (exception) {
    case EXCEPTION_NMI: return PRIORITY_NMI;
    case EXCEPTION_HARDFAULT: return PRIORITY_HARDFAULT;
    case EXCEPTION_SVC: return chip->scb.priority_svc;
    case EXCEPTION_PENDSV: return chip->scb.priority_pendsv;
    case EXCEPTION_SYSTICK: return chip->scb.priority_systick;
    default: return chip->nvic.priority[exception - EXCEPTION_IRQ0];
    }
}

/* Among equals the lower number wins. Returns 0 for an empty set. */
static unsigned most_urgent(const struct chip *chip, uint64_t set)
{
    unsigned best = 0;
    for (; set; set &= set - 1) {
        unsigned exception = (unsigned)__builtin_ctzll(set);
        if (!best || nvic_priority(chip, exception) < nvic_priority(chip, best))
            best = exception;
    }
    return best;
}

static int active_priority(const struct chip *chip)
{
    unsigned exception = most_urgent(chip, chip->nvic.active);
    return exception ? nvic_priority(chip, exception) : PRIORITY_THREAD;
}

int nvic_execution_priority(const struct chip *chip)
{
    int active = active_priority(chip);
    return chip->cpu.primask && active > 0 ? 0 : active;
}

unsigned nvic_pending(const struct chip *chip)
{
    uint64_t enabled = (uint64_t)chip->nvic.enabled << EXCEPTION_IRQ0;
    return most_urgent(chip,
                       chip->nvic.pending & (enabled | SYSTEM_EXCEPTIONS));
}

unsigned nvic_takeable(const struct chip *chip)
{
    unsigned exception = nvic_pending(chip);
    if (!exception ||
        nvic_priority(chip, exception) >= nvic_execution_priority(chip))
        return 0;
    return exception;
}

/* DDI0419 B1.5.19: WFI ignores PRIMASK, WFE does not. */
bool nvic_wakes(const struct chip *chip)
{
    unsigned exception = nvic_pending(chip);
    if (!exception)
        return false;
    int running = chip->cpu.wait_event ? nvic_execution_priority(chip)
                                       : active_priority(chip);
    return nvic_priority(chip, exception) < running;
}

void nvic_update(struct chip *chip)
{
    chip->attention &= ~ATTENTION_EXCEPTION;
    if (!chip->nvic.pending)
        return;
    if (nvic_takeable(chip) || (chip->cpu.sleeping && nvic_wakes(chip)))
        chip->attention |= ATTENTION_EXCEPTION;
}

/* --- pending and active --- */

static void pend(struct chip *chip, uint64_t set)
{
    uint64_t fresh = set & ~chip->nvic.pending;
    chip->nvic.pending |= set;
    if (fresh && chip->scb.scr & SCR_SEVONPEND)
        cpu_event(chip);
    nvic_update(chip);
}

void nvic_pend(struct chip *chip, unsigned exception)
{
    pend(chip, bit(exception));
}

void nvic_unpend(struct chip *chip, unsigned exception)
{
    chip->nvic.pending &= ~bit(exception);
    nvic_update(chip);
}

void nvic_line(struct chip *chip, unsigned irq, bool level)
{
    uint32_t mask = 1u << irq;
    bool was = chip->nvic.lines & mask;
    if (level == was)
        return;
    chip->nvic.lines ^= mask;
    if (level)
        nvic_pend(chip, EXCEPTION_IRQ0 + irq);
}

static uint32_t all_requests(const struct chip *chip)
{
    uint32_t irqs = 0;
    for (unsigned i = 0; i < map_of(chip)->row_count; i++)
        irqs |= chip->requests[i];
    return irqs;
}

void nvic_requests(struct chip *chip, const struct map_row *row, uint32_t irqs)
{
    uint32_t *requests = &chip->requests[row - map_of(chip)->rows];
    uint32_t changed = *requests ^ irqs;
    if (!changed)
        return;
    *requests = irqs;
    uint32_t levels = all_requests(chip);
    for (; changed; changed &= changed - 1) {
        unsigned irq = (unsigned)__builtin_ctz(changed);
        nvic_line(chip, irq, levels >> irq & 1);
    }
}

void nvic_request(struct chip *chip, const struct map_row *row, bool level)
{
    nvic_requests(chip, row, (uint32_t)level << row->irq);
}

const char *nvic_irq_name(const struct chip *chip, unsigned irq)
{
    const char *name = irq < IRQ_COUNT ? map_of(chip)->irqs[irq] : NULL;
    return name ? name : "IRQ";
}

void nvic_activate(struct chip *chip, unsigned exception)
{
    chip->nvic.pending &= ~bit(exception);
    chip->nvic.active |= bit(exception);
}

void nvic_deactivate(struct chip *chip, unsigned exception)
{
    chip->nvic.active &= ~bit(exception);
    uint64_t again = lines(chip) & bit(exception);
    if (again)
        pend(chip, again);
}

/* --- registers --- */

static uint32_t pending_irqs(const struct chip *chip)
{
    return (uint32_t)(chip->nvic.pending >> EXCEPTION_IRQ0);
}

/* PM0223 4.2.4: clearing an interrupt whose line is high and which is not
 * active leaves it pending. */
static void clear_pending(struct chip *chip, uint32_t irqs)
{
    struct nvic *nvic = &chip->nvic;
    nvic->pending &= ~((uint64_t)irqs << EXCEPTION_IRQ0);
    nvic->pending |= lines(chip) & ~nvic->active;
}

static uint32_t read_priorities(const struct chip *chip, unsigned first)
{
    const uint8_t *priority = &chip->nvic.priority[first];
    return priority[0] | priority[1] << 8 | priority[2] << 16 |
           (uint32_t)priority[3] << 24;
}

static void write_priorities(struct chip *chip, unsigned first, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        chip->nvic.priority[first + i] = value >> 8 * i & PRIORITY_MASK;
}

bool nvic_read(struct chip *chip, uint32_t address, uint32_t *value)
{
    if (address >= IPR0 && address < IPR_END) {
        *value = read_priorities(chip, address - IPR0);
        return true;
    }
    switch (address) {
    case ISER:
    case ICER: *value = chip->nvic.enabled; return true;
    case ISPR:
    case ICPR: *value = pending_irqs(chip); return true;
    default: return false;
    }
}

bool nvic_write(struct chip *chip, uint32_t address, uint32_t value)
{
    if (address >= IPR0 && address < IPR_END) {
        write_priorities(chip, address - IPR0, value);
        nvic_update(chip);
        return true;
    }
    switch (address) {
    case ISER: chip->nvic.enabled |= value; break;
    case ICER: chip->nvic.enabled &= ~value; break;
    case ISPR: pend(chip, (uint64_t)value << EXCEPTION_IRQ0); break;
    case ICPR: clear_pending(chip, value); break;
    default: return false;
    }
    nvic_update(chip);
    return true;
}
