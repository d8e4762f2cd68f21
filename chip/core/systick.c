/* SPDX-License-Identifier: MIT */
#include "chip/core/systick.h"

#include "chip/clock.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"
#include "chip/due.h"

enum { CSR = 0x0, RVR = 0x4, CVR = 0x8, CALIB = 0xC };

#define CSR_ENABLE    (1u << 0)
#define CSR_TICKINT   (1u << 1)
#define CSR_CLKSOURCE (1u << 2) /* 1 = HCLK, 0 = HCLK/8 */
#define CSR_COUNTFLAG (1u << 16)
#define CSR_WRITABLE  (CSR_ENABLE | CSR_TICKINT | CSR_CLKSOURCE)

enum { COUNT_MASK = 0xFFFFFF, REFERENCE_DIVIDER = 8 };

/* The clock edges that counted until `cycle`. The phase of HCLK/8 against
 * reset is in no document: assumed to be that of the cycle count. */
static uint64_t edges(const struct chip *chip, uint64_t cycle)
{
    bool hclk = chip->systick.csr & CSR_CLKSOURCE;
    return hclk ? cycle : cycle / REFERENCE_DIVIDER;
}

/* Edges from `count` to the next 0, or 0 if it never comes. A counter at 0
 * loads RVR with the next edge; with RVR=0 it stays there (DDI0419 B3.3.1). */
static uint64_t edges_to_zero(const struct systick *systick)
{
    if (systick->count)
        return systick->count;
    return systick->rvr ? systick->rvr + 1ull : 0;
}

static uint32_t count_after(const struct systick *systick, uint64_t edges)
{
    if (edges <= systick->count)
        return systick->count - (uint32_t)edges;
    uint64_t past = edges - systick->count - 1; /* 0: just reloaded */
    return systick->rvr - (uint32_t)(past % (systick->rvr + 1ull));
}

/* Moves base_cycle to now. Returns whether the counter reached 0 meanwhile. */
static bool sync(struct chip *chip)
{
    struct systick *systick = &chip->systick;
    uint64_t past = edges(chip, chip->cycle) - edges(chip, systick->base_cycle);

    systick->base_cycle = chip->cycle;
    if (!(systick->csr & CSR_ENABLE))
        return false;
    uint64_t zero = edges_to_zero(systick);
    bool reached = zero && past >= zero;
    systick->count = count_after(systick, past);
    if (reached)
        systick->csr |= CSR_COUNTFLAG;
    return reached;
}

/* The cycles from base_cycle to the `count`th edge. */
static uint64_t cycles_to_edge(const struct chip *chip, uint64_t count)
{
    if (chip->systick.csr & CSR_CLKSOURCE)
        return count;
    uint64_t base = chip->systick.base_cycle;
    return (base / REFERENCE_DIVIDER + count) * REFERENCE_DIVIDER - base;
}

/* Only the interrupt needs an event; COUNTFLAG is found when it is read. */
static void arm(struct chip *chip)
{
    unsigned due = chip->systick.due;
    uint32_t wanted = CSR_ENABLE | CSR_TICKINT;
    uint64_t zero = edges_to_zero(&chip->systick);
    if ((chip->systick.csr & wanted) == wanted && zero)
        due_in_cycles(chip, due, cycles_to_edge(chip, zero));
    else
        due_set(chip, due, NEVER);
}

/* Catches up with time, and pends what became due on the way: register
 * accesses and the due event may come in either order within a cycle. */
static void update(struct chip *chip)
{
    if (sync(chip) && chip->systick.csr & CSR_TICKINT)
        nvic_pend(chip, EXCEPTION_SYSTICK);
}

static void update_and_arm(struct chip *chip, const struct map_row *row)
{
    (void)row;
    update(chip);
    arm(chip);
}

static void counter_due(struct chip *chip, const struct map_row *row,
                        unsigned event)
{
    (void)event;
    update_and_arm(chip, row);
}

/* RVR and CVR are UNKNOWN after reset (DDI0419 B3.3.4): 0 here. */
static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    chip->systick = (struct systick){
        .base_cycle = chip->cycle,
        .due = row->due,
    };
    arm(chip);
}

static void skip(struct chip *chip, const struct map_row *row, uint64_t cycles)
{
    (void)row;
    chip->systick.base_cycle += cycles;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    struct systick *systick = &chip->systick;
    update(chip);
    switch (offset) {
    case CSR:
        *value = systick->csr;
        systick->csr &= ~CSR_COUNTFLAG;
        break;
    case RVR: *value = systick->rvr; break;
    case CVR: *value = systick->count; break;
    case CALIB: *value = map_of(chip)->systick_calib(chip); break;
    default: *value = 0; break;
    }
    arm(chip);
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    struct systick *systick = &chip->systick;
    update(chip);
    switch (offset) {
    case CSR:
        systick->csr &= ~CSR_WRITABLE;
        systick->csr |= value & CSR_WRITABLE;
        break;
    case RVR: systick->rvr = value & COUNT_MASK; break;
    case CVR:
        systick->count = 0;
        systick->csr &= ~CSR_COUNTFLAG;
        break;
    default: break;
    }
    arm(chip);
    return ACCESS_OK;
}

/* All but the count stays until it reaches 0, which the read of CSR that comes
 * then shows. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)row;
    const struct systick *systick = &chip->systick;
    uint64_t zero = edges_to_zero(systick);
    if (!(systick->csr & CSR_ENABLE))
        return systick->csr & CSR_COUNTFLAG ? 0 : NEVER;
    if (offset == CVR || systick->csr & CSR_COUNTFLAG)
        return 0;
    return zero ? clock_ps_at(chip,
                              systick->base_cycle + cycles_to_edge(chip, zero))
                : NEVER;
}

const struct map_kind systick = {
    .read = read,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = counter_due,
    .after_clock = update_and_arm,
    .skip = skip,
    .dues = 1,
};
