/* SPDX-License-Identifier: MIT
 *
 * A turn of a loop that waits (skip.h), as it was executed: all that it depends
 * on. Where that is so again, the next turn is the same, and need not be
 * executed to know it. Only a turn that stores nothing, but what a watchdog is
 * refreshed with, and whose reads leave the chip as it was, is noted.
 */
#ifndef CHIP_CORE_SKIP_PATTERN_H
#define CHIP_CORE_SKIP_PATTERN_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/core/core.h"
#include "chip/state.h"

enum {
    PATTERN_STEPS = 16,
    PATTERN_ACCESSES = 4,
    PATTERN_CODE = 64 /* bytes */
};

struct skip_access {
    uint32_t address, size, value;
    uint32_t wait; /* states of a read */
    bool is_store;
};

/* Contains no state of a chip: it is compared with that of any. All zero is a
 * valid one, which nothing matches. */
struct skip_pattern {
    uint32_t steps; /* instructions of a turn; 0 = none is noted */
    uint32_t accesses;
    bool unfit;        /* while it is being noted: it does more than it may */
    uint32_t lo, size; /* of the code */
    uint8_t code[PATTERN_CODE];
    struct skip_access access[PATTERN_ACCESSES];
    struct cpu before[PATTERN_STEPS];        /* each instruction, */
    uint8_t core[PATTERN_STEPS][CORE_STATE]; /* and the rest of the core */
};

/* Forgets what was noted. */
void skip_pattern_begin(struct skip_pattern *pattern);
/* Notes that the instruction at pc is executed next, */
void skip_pattern_step(struct skip_pattern *pattern, const struct chip *chip);
/* and what it reads, or stores to a block. */
void skip_pattern_load(struct skip_pattern *pattern, struct chip *chip,
                       uint32_t address, uint32_t size);
void skip_pattern_store(struct skip_pattern *pattern, uint32_t address,
                        uint32_t size, uint32_t value);
/* Copies a turn that has ended, with its instructions from LO to HI, to
 * *PATTERN, unless it does more than it may. */
void skip_pattern_keep(struct skip_pattern *pattern,
                       const struct skip_pattern *turn, const struct chip *chip,
                       uint32_t lo, uint32_t hi);

/* Returns whether a turn from pc on will be the one noted; then *STEADY is
 * until when what it reads stays, ps. */
bool skip_pattern_repeats(const struct skip_pattern *pattern, struct chip *chip,
                          uint64_t *steady);

#endif
