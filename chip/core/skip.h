/* SPDX-License-Identifier: MIT
 *
 * Loops that wait, skipped in whole turns: for the fast loop (fast.h).
 *
 * A turn is a piece of the program at whose end the chip is as it was at its
 * beginning, but for what time alone changes. As long as nothing else changes
 * the chip, one more turn gives the same again, in the same number of cycles.
 * So a turn is executed by the plain loop's code and looked at; if it ends as
 * it began, the next ones are left out, up to the event that is due next. A
 * simple turn is noted (skip_pattern.h): after an event that changed nothing
 * for it, the next ones are left out at once.
 *
 * A turn may
 * - compute and branch, and mask exceptions for a while;
 * - read memory, and registers whose value stays until a time that their block
 *   names (map_kind.steady);
 * - store to RAM, if each word holds at the end what it held at the beginning;
 * - make stores of which only the last one counts, as the refresh of a watchdog
 *   (map_kind.renews). The last turn is therefore always executed;
 * - make any other store to some blocks (map_kind.repeatable), if the state of
 *   the whole chip is the same afterwards.
 * It leaves data alone that a watchpoint watches.
 */
#ifndef CHIP_CORE_SKIP_H
#define CHIP_CORE_SKIP_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/core/skip_pattern.h"
#include "chip/state.h"

enum { SKIP_LOOPS = 8 };

/* A loop that waited. */
struct skip_loop {
    uint32_t lo, hi;   /* of its instructions */
    uint32_t count;    /* of instructions in a turn; 0 = no loop */
    uint32_t cycles;   /* of a turn */
    uint32_t failures; /* in a row: it did something else */
    bool stores;       /* to blocks, in a turn */
    struct skip_pattern pattern;
};

/* Stands in struct decoder, beside the chip; it contains no state of a chip.
 * All zero is a valid one. */
struct skip {
    bool off;          /* executes every instruction */
    uint64_t left_out; /* instructions that were not executed, so far */
    uint64_t look;     /* the cycle at which to look again whether pc is in a
                          loop that is known, */
    uint32_t patience; /* and cycles between looks, while it is not */
    uint64_t search;   /* the same for a search for a turn; what was left out
                          does not count */
    uint32_t search_patience;
    uint32_t searches;
    uint32_t next; /* loop to be forgotten for a new one */
    struct skip_loop loops[SKIP_LOOPS];
};

/* Looks as often as at first: another program begins. */
void skip_restart(struct skip *skip);

/* Begins with a chip that may be another one than before. */
void skip_begin(struct skip *skip, const struct chip *chip);

/* Executes a turn at pc, if there may be one, and skips what follows, but not
 * past `until`. The chip must be where only instructions can come next; it may
 * not be there any more afterwards. True: what was executed led elsewhere, and
 * a loop that is known may be there. */
bool skip_look(struct skip *skip, struct chip *chip, uint64_t until);

#endif
