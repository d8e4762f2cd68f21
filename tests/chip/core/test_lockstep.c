/* SPDX-License-Identifier: MIT
 *
 * The chip's processor beside Unicorn's, see lockstep.h: every 16-bit
 * encoding, the 32-bit ones of ARMv6-M, and random code.
 *
 *   test_lockstep              what `make test` runs, always the same
 *   test_lockstep SEED COUNT   COUNT random instructions from SEED, as a
 *                              failure says; "random" is a fresh seed
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "chip/core/armv6m/native.h"
#include "tests/chip/core/lockstep_random.h"

/* Fewer under sanitizers, see CMakeLists.txt. */
#ifndef LOCKSTEP_COUNT
#define LOCKSTEP_COUNT 5000000
#endif

enum {
    DEFAULT_SEED = 1,
    ROUND = 1 << 18, /* instructions of the same code, with runs that start */
    GRID = 8, /* ... at one of so many halfwords: Unicorn translates slowly */
    RUN_BUDGET = 128,
    STATES = 8 / TEST_STRIDE, /* each encoding is run from as many states */
    DIFFERENCES_MAX = 10,
    WIDE = 0xE800,
    BRANCH_SELF = 0xE7FE
};

static struct lockstep lockstep;
static uint16_t code[LOCKSTEP_HALFWORDS];
static uint8_t noise[NOISE_SIZE];
static unsigned differences;

static bool run_at(uint64_t *seed, uint32_t pc, unsigned budget)
{
    struct cpu_state start;
    random_state(seed, &start);
    start.r[CPU_PC] = pc;
    uint32_t sram = 4 * random_below(seed, (NOISE_SIZE - SRAM_SIZE) / 4);
    return lockstep_run(&lockstep, &start, noise + sram, budget);
}

/* --- random code --- */

/* A round is a function of its seed alone: every other one is of calm code.
 * False: a difference. */
static bool run_round(uint64_t seed, uint64_t until)
{
    uint64_t state = seed;
    enum random_mix mix = seed % 2 ? MIX_CALM : MIX_ALL;
    uint64_t end = lockstep.instructions + ROUND;
    random_code(&state, mix, code, LOCKSTEP_HALFWORDS);
    lockstep_load(&lockstep, code, LOCKSTEP_HALFWORDS);
    while (lockstep.instructions < (end < until ? end : until)) {
        uint32_t start = random_below(&state, LOCKSTEP_HALFWORDS / GRID);
        if (!run_at(&state, LOCKSTEP_CODE + 2 * GRID * start, RUN_BUDGET))
            return false;
    }
    return true;
}

static void print_counts(uint64_t seed)
{
    fprintf(stderr,
            "lockstep: %" PRIu64 " instructions, seed %" PRIu64
            "; again in blocks: %" PRIu64 " decoded, %" PRIu64 " translated\n",
            lockstep.instructions, seed,
            lockstep.fast_instructions[FORM_DECODED],
            lockstep.fast_instructions[FORM_TRANSLATED]);
}

static bool run_random(uint64_t seed, uint64_t count)
{
    uint64_t until = lockstep.instructions + count;
    for (uint64_t round = seed; lockstep.instructions < until; round++) {
        uint64_t before = lockstep.instructions;
        if (run_round(round, until))
            continue;
        fprintf(stderr, "again: test_lockstep %" PRIu64 " %" PRIu64 "\n", round,
                lockstep.instructions - before + 1);
        return false;
    }
    print_counts(seed);
    return true;
}

static void test_random(void **state)
{
    (void)state;
    lockstep.instructions = 0;
    memset(lockstep.fast_instructions, 0, sizeof lockstep.fast_instructions);
    assert_true(run_random(DEFAULT_SEED, LOCKSTEP_COUNT));
    /* Runs that end with a known difference are not run again. */
    uint64_t least = lockstep.instructions / 2;
    assert_true(lockstep.fast_instructions[FORM_DECODED] > least);
    assert_true(!native_host() ||
                lockstep.fast_instructions[FORM_TRANSLATED] > least);
}

/* --- every encoding --- */

/* Instructions that lie two by two halfwords apart, each from as many states.
 * False: too many differences. */
static bool run_each(uint64_t *seed, size_t halfwords, unsigned states)
{
    lockstep_load(&lockstep, code, halfwords);
    for (uint32_t i = 0; i < halfwords; i += 2)
        for (unsigned n = 0; n < states; n++)
            if (!run_at(seed, LOCKSTEP_CODE + 2 * i, 1) &&
                ++differences == DIFFERENCES_MAX)
                return false;
    return true;
}

/* All that there are of these kinds were run. */
static void assert_all_seen(enum seen_kind from, enum seen_kind to)
{
    for (enum seen_kind kind = from; kind <= to; kind++) {
        uint32_t count = seen_count(&lockstep.seen, kind);
        fprintf(stderr, "  %6" PRIu32 " of %6" PRIu32 ": %s\n", count,
                seen_all(kind), seen_name(kind));
        assert_int_equal(count, seen_all(kind));
    }
}

/* Every 16-bit encoding; a branch behind it keeps Unicorn from translating
 * what follows, and the fast loop in its block. */
static void test_16_bit(void **state)
{
    (void)state;
    uint64_t seed = DEFAULT_SEED;
    bool go_on = true;
    differences = 0;
    for (uint32_t half = 0; half < WIDE && go_on; half += WIDE / 2) {
        for (uint32_t i = 0; i < WIDE / 2; i++) {
            code[2 * i] = (uint16_t)(half + i);
            code[2 * i + 1] = BRANCH_SELF;
        }
        go_on = run_each(&seed, WIDE, STATES);
    }
    assert_int_equal(differences, 0);
    assert_all_seen(SEEN_16, SEEN_16);
}

/* --- 32-bit instructions --- */

struct pairs {
    size_t used; /* halfwords of code[] */
};

static void add_pair(struct pairs *pairs, uint32_t first, uint32_t second)
{
    assert_in_range(pairs->used, 0, LOCKSTEP_HALFWORDS - 2);
    code[pairs->used++] = (uint16_t)first;
    code[pairs->used++] = (uint16_t)second;
}

/* MSR and MRS of every register, those that do not exist included, and every
 * barrier. */
static void add_special(struct pairs *pairs)
{
    for (uint32_t n = 0; n < 16; n++)
        for (uint32_t sysm = 0; sysm < 256; sysm++) {
            add_pair(pairs, 0xF380 | n, 0x8800 | sysm);
            add_pair(pairs, 0xF3EF, 0x8000 | n << 8 | sysm);
        }
    for (uint32_t option = 0; option < 256; option++)
        add_pair(pairs, 0xF3BF, 0x8F00 | option);
}

/* Every first halfword. */
static void add_first(struct pairs *pairs, uint64_t *seed)
{
    for (uint32_t first = WIDE; first < 0x10000; first++)
        for (uint32_t i = 0; i < 4; i++)
            add_pair(pairs, first, i << 14 | random_below(seed, 0x4000));
}

/* Every first halfword of BL, and every second one behind one that leads to
 * code nearby. */
static void add_bl(struct pairs *pairs, uint64_t *seed)
{
    for (uint32_t i = 0; i < 1 << 11; i++)
        add_pair(pairs, 0xF000 | i,
                 0xF800 ^ (random_below(seed, 4) << 11 & 0x2800) ^
                     random_below(seed, 1 << 11));
    for (uint32_t i = 0; i < 1 << 13; i++)
        add_pair(pairs, 0xF000 | random_below(seed, 8),
                 0xD000 | (i << 1 & 0x2000) | (i & 0xFFF));
}

/* MSR, MRS, barriers, and what has other bits where those have fixed ones. */
static void add_near(struct pairs *pairs, uint64_t *seed)
{
    for (uint32_t i = 0; i < 8192; i++) {
        uint16_t wide[2];
        random_wide(seed, wide);
        add_pair(pairs, wide[0], wide[1]);
        add_pair(pairs, 0xF380 | random_below(seed, 128),
                 0x8000 | random_below(seed, 0x4000));
        add_pair(pairs, 0xF3B0 | random_below(seed, 16),
                 0x8000 | random_below(seed, 0x4000));
    }
}

static void run_pairs(struct pairs *pairs, uint64_t *seed, unsigned states)
{
    run_each(seed, pairs->used, states);
    pairs->used = 0;
}

/* UDF.W, from one state each: none must change anything. */
static void run_udf(struct pairs *pairs, uint64_t *seed)
{
    for (uint32_t i = 0; i < 0x10000; i++) {
        add_pair(pairs, 0xF7F0 | i >> 12, 0xA000 | (i & 0xFFF));
        if (i % 0x8000 == 0x7FFF)
            run_pairs(pairs, seed, 1);
    }
}

static void test_32_bit(void **state)
{
    (void)state;
    uint64_t seed = DEFAULT_SEED;
    struct pairs pairs = {0};
    differences = 0;
    add_special(&pairs);
    add_first(&pairs, &seed);
    run_pairs(&pairs, &seed, STATES);
    add_bl(&pairs, &seed);
    add_near(&pairs, &seed);
    run_pairs(&pairs, &seed, STATES);
    run_udf(&pairs, &seed);
    assert_int_equal(differences, 0);
    assert_all_seen(SEEN_FIRST, SEEN_UDF_W);
}

/* --- the known differences --- */

static void print_known(void)
{
    for (unsigned i = 0; i < KNOWN_SIZE && known_differences[i].name; i++)
        fprintf(stderr, "  known: %8" PRIu64 " %s: %s (%s)\n", lockstep.hits[i],
                known_differences[i].name, known_differences[i].reason,
                known_differences[i].source);
}

/* Each was seen: what is excused here is no wider than it must be. */
static void test_known(void **state)
{
    (void)state;
    print_known();
    for (unsigned i = 0; i < KNOWN_SIZE && known_differences[i].name; i++)
        if (!lockstep.hits[i])
            fail_msg("%s: no difference was seen", known_differences[i].name);
}

static int close_all(void **state)
{
    (void)state;
    lockstep_close(&lockstep);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_16_bit),
        cmocka_unit_test(test_32_bit),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_known),
    };
    random_noise(noise);
    lockstep_open(&lockstep);
    if (argc == 1)
        return cmocka_run_group_tests(tests, NULL, close_all);
    if (argc != 3) {
        fprintf(stderr, "usage: test_lockstep [SEED|random COUNT]\n");
        return 2;
    }
    bool fresh = !strcmp(argv[1], "random");
    uint64_t seed =
        fresh ? (uint64_t)time(NULL) * 1000000 : strtoull(argv[1], NULL, 0);
    bool same = run_random(seed, strtoull(argv[2], NULL, 0));
    print_known();
    lockstep_close(&lockstep);
    return same ? 0 : 1;
}
