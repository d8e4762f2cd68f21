/* SPDX-License-Identifier: MIT */
#include "chip/block/rng_v1.h"

#include "chip/core/nvic.h"
#include "chip/due.h"
#include "chip/kernel_clock.h"
#include "chip/noise.h"

enum { CR = 0x00, SR = 0x04, DR = 0x08 };

#define CR_RNGEN (1u << 2)
#define CR_IE    (1u << 3)
#define CR_MASK  0x0Cu
#define SR_DRDY  (1u << 0)
#define SR_CECS  (1u << 1)
#define SR_CEIS  (1u << 5)
#define SR_SEIS  (1u << 6)

enum { NUMBER = 40 }; /* periods of the clock */

/* Numbers come in steps of 40 clocks from RNGEN on; only the next one that
 * would be noticed has an event. */
static void arm(struct chip *chip, const struct map_row *row)
{
    struct rng_v1 *rng = map_state(chip, row);
    bool wanted = rng->cr & CR_RNGEN && !(rng->sr & SR_DRDY);
    uint64_t passed = ticks_passed(chip, &rng->clock) / NUMBER * NUMBER;
    ticks_spend(&rng->clock, passed);
    due_set(chip, row->due, wanted ? ticks_ps(&rng->clock, NUMBER) : NEVER);
}

static void update(struct chip *chip, const struct map_row *row)
{
    const struct rng_v1 *rng = map_state(chip, row);
    arm(chip, row);
    nvic_request(chip, row,
                 rng->cr & CR_IE && rng->sr & (SR_DRDY | SR_CEIS | SR_SEIS));
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    struct rng_v1 *rng = map_state(chip, row);
    (void)event;
    rng->dr = noise_next(&rng->noise);
    rng->sr |= SR_DRDY;
    update(chip, row);
}

/* CECS is the state of the clock, CEIS remembers that it was missing. */
static void check_clock(struct chip *chip, const struct map_row *row)
{
    struct rng_v1 *rng = map_state(chip, row);
    bool missing = rng->cr & CR_RNGEN && !kernel_clock_hz(chip, row);
    rng->sr &= ~SR_CECS;
    if (missing)
        rng->sr |= SR_CECS | SR_CEIS;
}

static void follow_clock(struct chip *chip, const struct map_row *row)
{
    struct rng_v1 *rng = map_state(chip, row);
    ticks_set(chip, &rng->clock, kernel_clock_ps(chip, row, 1));
    check_clock(chip, row);
    update(chip, row);
}

static void write_cr(struct chip *chip, const struct map_row *row,
                     uint32_t value)
{
    struct rng_v1 *rng = map_state(chip, row);
    bool starts = value & ~rng->cr & CR_RNGEN;
    rng->cr = value & CR_MASK;
    if (starts)
        ticks_start(chip, &rng->clock);
    if (!(rng->cr & CR_RNGEN))
        rng->sr &= ~SR_DRDY;
    check_clock(chip, row);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct rng_v1 *rng = map_state(chip, row);
    switch (offset) {
    case CR: write_cr(chip, row, value); break;
    case SR: rng->sr &= value | ~(SR_CEIS | SR_SEIS); break; /* rc_w0 */
    default: break;
    }
    update(chip, row);
    return ACCESS_OK;
}

/* Without DRDY there is no number: 0. */
static uint32_t read_dr(struct rng_v1 *rng)
{
    uint32_t number = rng->sr & SR_DRDY ? rng->dr : 0;
    rng->sr &= ~SR_DRDY;
    return number;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct rng_v1 *rng = map_state(chip, row);
    switch (offset) {
    case CR: *value = rng->cr; break;
    case SR: *value = rng->sr; break;
    case DR:
        *value = read_dr(rng);
        update(chip, row);
        break;
    default: *value = 0; break;
    }
    return ACCESS_OK;
}

static enum access peek(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct rng_v1 *rng = map_state(chip, row);
    if (offset != DR)
        return read(chip, row, offset, value);
    *value = rng->dr;
    return ACCESS_OK;
}

static uint32_t seed(const struct chip *chip)
{
    uint32_t noise = (chip->board.seed ^ 0x52474E00) * 2654435761u;
    return noise ? noise : 1;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct rng_v1 *rng = map_state(chip, row);
    *rng = (struct rng_v1){
        .noise = kind == RESET_POWER || !rng->noise ? seed(chip) : rng->noise,
    };
    follow_clock(chip, row);
}

/* A read of DR takes the number. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)chip;
    (void)row;
    return offset == DR ? 0 : NEVER;
}

const struct map_kind rng_v1 = {
    .last = DR,
    .read = read,
    .peek = peek,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = due,
    .after_clock = follow_clock,
    .kernel_clock = follow_clock,
    .dues = 1,
};
