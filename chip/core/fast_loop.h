/* SPDX-License-Identifier: MIT
 *
 * What the fast loops of all cores have in common: blocks of instructions while
 * nothing disturbs them, skips of loops that wait, and the plain loop between
 * them.
 */
#ifndef CHIP_CORE_FAST_LOOP_H
#define CHIP_CORE_FAST_LOOP_H

#include "chip/chip.h"
#include "chip/core/decoder.h"
#include "chip/core/view.h"

struct fast_loop {
    unsigned near; /* cycles: blocks are not much shorter */
    /* Begins with a chip of which anything may have changed: no block is
     * trusted. */
    void (*begin)(struct decoder *decoder, const struct chip *chip);
    /* Returns whether only instructions can come before `limit`, the first
     * cycle at which something else is due. Their data may be watched. */
    bool (*undisturbed)(const struct chip *chip, uint64_t limit);
    /* Runs blocks until `limit` is near, or the next instruction is not for
     * this loop. */
    void (*run_blocks)(struct chip *chip, struct decoder *decoder,
                       struct view *view, uint64_t limit);
};

/* Does chip_run() with a decoder. */
enum stop fast_loop_run(const struct fast_loop *loop, struct chip *chip,
                        struct decoder *decoder, uint64_t until_cycle);

/* Returns whether nothing but the watchpoints of data wants attention. */
static inline bool fast_loop_quiet(const struct chip *chip)
{
    return !(chip->attention & ~ATTENTION_WATCHPOINT) &&
           !chip->watch.points.hit.pending;
}

#endif
