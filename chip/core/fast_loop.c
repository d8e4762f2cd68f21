/* SPDX-License-Identifier: MIT */
#include "chip/core/fast_loop.h"

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Returns how far the plain loop runs: one instruction; or to the next due
 * event, when that is near or the core only waits for it. */
static uint64_t plain_until(const struct chip *chip, uint64_t until,
                            unsigned near)
{
    enum { WAITS = ATTENTION_SLEEP | ATTENTION_STALL | ATTENTION_LOCKUP };
    uint64_t from = chip->cycle;
    if (chip->due_cycle > from &&
        (chip->attention & WAITS || chip->due_cycle - from < near))
        from = chip->due_cycle;
    return from < until ? from + 1 : until;
}

/* How far it runs where data is watched: until there may be a loop to look for.
 */
static uint64_t watched_until(const struct fast_loop *loop,
                              const struct chip *chip, const struct skip *skip,
                              uint64_t until)
{
    uint64_t from = earlier(skip->look, chip->due_cycle);
    if (!loop->undisturbed(chip, until))
        return plain_until(chip, until, loop->near);
    if (from < chip->cycle)
        from = chip->cycle;
    return from < until ? from + 1 : until;
}

/* Returns the first cycle at which something else than an instruction is due.
 */
static uint64_t wait_in_loops(const struct fast_loop *loop, struct chip *chip,
                              struct skip *skip, uint64_t until)
{
    while (loop->undisturbed(chip, earlier(chip->due_cycle, until)) &&
           skip_look(skip, chip, until))
        ;
    return earlier(chip->due_cycle, until);
}

/* Blocks, then what only the plain loop does. */
static enum stop turn(const struct fast_loop *loop, struct chip *chip,
                      struct decoder *decoder, struct view *view,
                      uint64_t until)
{
    struct skip *skip = &decoder->skip;
    uint64_t limit = wait_in_loops(loop, chip, skip, until);
    bool watched = chip->attention & ATTENTION_WATCHPOINT;
    if (watched)
        return chip_run(chip, watched_until(loop, chip, skip, until));
    if (loop->undisturbed(chip, limit))
        loop->run_blocks(chip, decoder, view, earlier(limit, skip->look));
    return chip_run(chip, plain_until(chip, until, loop->near));
}

enum stop fast_loop_run(const struct fast_loop *loop, struct chip *chip,
                        struct decoder *decoder, uint64_t until_cycle)
{
    struct sight sight = sight_now(chip);
    struct view view = {0};

    loop->begin(decoder, chip);
    skip_begin(&decoder->skip, chip);
    for (;;) {
        enum stop why = turn(loop, chip, decoder, &view, until_cycle);
        if (why != STOP_BUDGET || chip->cycle >= until_cycle ||
            chip->attention & ATTENTION_CLOCK)
            return why;
        if (!sight_same(sight, sight_now(chip))) {
            loop->begin(decoder, chip);
            view = (struct view){0};
            sight = sight_now(chip);
        }
    }
}
