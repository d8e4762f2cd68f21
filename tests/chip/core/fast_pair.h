/* SPDX-License-Identifier: MIT
 *
 * One chip run twice: by chip_run() and by fast_run().
 */
#ifndef TESTS_CHIP_CORE_FAST_PAIR_H
#define TESTS_CHIP_CORE_FAST_PAIR_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "chip/core/fast.h"
#include "tests/chip/chip_fixture.h"
#include "tests/random.h"
#include "tools/host/native_memory.h"

static struct {
    struct chip plain, fast;
    struct decoder decoder; /* one for all: it must not matter */
    uint64_t seed;          /* of the program, for the report */
    uint64_t instructions;  /* compared so far */
} pair;

/* FAST_SEED=n repeats a run. */
static inline uint64_t pair_seed(void)
{
    const char *text = getenv("FAST_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 0) : (uint64_t)time(NULL);
    print_message("FAST_SEED=%" PRIu64 "\n", seed);
    return seed;
}

/* --- translation --- */

/* Blocks are translated when they have run `hot` times; 0 = never. */
static inline void pair_translate(uint8_t hot)
{
    static struct native *native;
    if (hot && !native)
        native = native_memory();
    assert_true(!hot || native || !native_host());
    decoder_native(&pair.decoder, hot ? native : NULL);
    pair.decoder.armv6m.hot = pair.decoder.armv6m.native ? hot : 0;
}

/* Group set-ups. */
static inline int pair_never(void **state)
{
    (void)state;
    pair_translate(0);
    return 0;
}

static inline int pair_at_once(void **state)
{
    (void)state;
    pair_translate(1);
    return 0;
}

static inline int pair_when_hot(void **state)
{
    (void)state;
    pair_translate(BLOCK_HOT);
    return 0;
}

static inline int pair_unskipped(void **state)
{
    (void)state;
    pair_translate(BLOCK_HOT);
    pair.decoder.skip.off = true;
    return 0;
}

static inline int pair_skips_again(void **state)
{
    (void)state;
    pair.decoder.skip.off = false;
    return 0;
}

/* --- comparison --- */

static inline void pair_begin(uint64_t seed)
{
    pair.seed = seed;
    skip_restart(&pair.decoder.skip);
    chip_copy(&pair.fast, &pair.plain);
}

static inline void pair_print(const struct chip *chip, const char *name)
{
    const struct cpu *cpu = &chip->cpu;
    print_error("%s: cycle %" PRIu64 " pc %08X last %08X insns %" PRIu64
                " %d%d%d%d fetched %08X attention %X\n  ",
                name, chip->cycle, (unsigned)cpu->r[CPU_PC],
                (unsigned)chip->last_pc, cpu->instructions, cpu->n, cpu->z,
                cpu->c, cpu->v, (unsigned)cpu->fetched,
                (unsigned)chip->attention);
    for (unsigned i = 0; i < 15; i++)
        print_error(" %08X", (unsigned)cpu->r[i]);
    print_error("\n");
}

static inline void pair_compare(enum stop plain, enum stop fast)
{
    if (plain == fast && !memcmp(&pair.plain, &pair.fast, pair.plain.size))
        return;
    const uint8_t *a = (const uint8_t *)&pair.plain;
    const uint8_t *b = (const uint8_t *)&pair.fast;
    size_t i = 0;
    while (i < pair.plain.size && a[i] == b[i])
        i++;
    print_error("program %" PRIu64 ": stop %d and %d; the first difference is "
                "at byte %zu (cpu is at %zu)\n",
                pair.seed, plain, fast, i, offsetof(struct chip, cpu));
    pair_print(&pair.plain, "plain");
    pair_print(&pair.fast, "fast");
    fail();
}

/* Empties both lists of events, which pair_compare() found the same. */
static inline void pair_drain(void)
{
    pair.plain.events.count = pair.fast.events.count = 0;
}

/* The same for both: chips are the same whatever the host does to them. */
#define PAIR_BOTH(chip, action)                                                \
    do {                                                                       \
        struct chip *chip = &pair.plain;                                       \
        action;                                                                \
        chip = &pair.fast;                                                     \
        action;                                                                \
    } while (0)

/* Runs both to a cycle, in one go. */
static inline enum stop pair_run_to(uint64_t until)
{
    enum stop why = chip_run(&pair.plain, until);
    pair_compare(why, fast_run(&pair.fast, &pair.decoder, until));
    return why;
}

/* Runs both for a time in slices of up to `slice` cycles. Returns why the
 * last one stopped. */
static inline enum stop pair_run(uint64_t *seed, uint64_t cycles,
                                 unsigned slice)
{
    uint64_t end = pair.plain.cycle + cycles;
    enum stop why = STOP_BUDGET;
    while (pair.plain.cycle < end) {
        uint64_t until = pair.plain.cycle + 1 + random_below(seed, slice);
        uint64_t cycle = pair.plain.cycle;
        why = pair_run_to(until);
        if (why == STOP_EVENT)
            pair_drain();
        else if (why != STOP_BUDGET && why != STOP_BREAK &&
                 pair.plain.cycle == cycle)
            break; /* locked up, or out of the guard */
    }
    return why;
}

#endif
