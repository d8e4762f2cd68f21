/* SPDX-License-Identifier: MIT
 *
 * ARMv7-M beside Unicorn, see lockstep7.h.
 *
 *   test_lockstep_armv7m              what `make test` runs, always the same
 *   test_lockstep_armv7m SEED COUNT   COUNT random instructions from SEED on a
 *                                     Cortex-M4, a quarter of it on an M3;
 *                                     "random" is a fresh seed
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "tests/chip/core/lockstep7.h"
#include "tests/random.h"

enum { RUNS = 24 /* of each piece */, M3_SHARE = 4 };

static struct lockstep7 lockstep;

/* Runs from a seed until `count` instructions are compared. */
static bool run_random(uint64_t seed, uint64_t count)
{
    unsigned failed = 0;
    while (lockstep.instructions < count) {
        uint64_t begin = seed;
        lockstep7_make(&lockstep, &seed);
        for (unsigned i = 0; i < lockstep.piece_count; i++)
            for (unsigned k = 0; k < RUNS; k++)
                if (!lockstep7_run(&lockstep, &lockstep.pieces[i],
                                   random_next(&seed))) {
                    fprintf(stderr, "  test_lockstep_armv7m %llu 1\n",
                            (unsigned long long)begin);
                    if (++failed == 5)
                        return false;
                    break;
                }
    }
    return !failed;
}

/* --- what is executed --- */

/* Rows that straight code has not: test_armv7m_step.c. */
static bool is_elsewhere(const struct encoding_row *row)
{
    static const char *const names[] = {"BX",  "BLX", "SVC", "BKPT", "UDF",
                                        "CPS", "TBB", "TBH", "UDF.W"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(row->name, names[i]))
            return true;
    return false;
}

static unsigned count_unseen(const struct encoding_row *rows, unsigned count,
                             const uint64_t *seen)
{
    unsigned unseen = 0;
    for (unsigned i = 0; i < count; i++) {
        if (seen[i] || is_elsewhere(&rows[i]) ||
            (rows[i].set != '3' && !lockstep.m4))
            continue;
        print_error("never executed: %s %s\n", rows[i].name, rows[i].bits);
        unseen++;
    }
    return unseen;
}

/* Every row was executed. */
static void assert_all_seen(void)
{
    assert_int_equal(
        count_unseen(wide_rows, WIDE_ROWS, lockstep.wide) +
            count_unseen(narrow_rows, NARROW_ROWS, lockstep.narrow),
        0);
}

static void run_core(bool m4, uint64_t seed, uint64_t count)
{
    lockstep7_open(&lockstep, m4);
    bool same = run_random(seed, count);
    print_message("%s: %llu instructions, %llu runs ended by a fault; excused: "
                  "unaligned %llu, SMLAD %llu, store to code %llu\n",
                  m4 ? "M4" : "M3", (unsigned long long)lockstep.instructions,
                  (unsigned long long)lockstep.ended,
                  (unsigned long long)lockstep.excused[EXCUSE_UNALIGNED],
                  (unsigned long long)lockstep.excused[EXCUSE_SMLAD],
                  (unsigned long long)lockstep.excused[EXCUSE_CODE]);
    if (same)
        assert_all_seen();
    lockstep7_close(&lockstep);
    assert_true(same);
}

static void test_m4(void **state)
{
    (void)state;
    run_core(true, 1, LOCKSTEP_COUNT);
}

static void test_m3(void **state)
{
    (void)state;
    run_core(false, 2, LOCKSTEP_COUNT / M3_SHARE);
}

/* --- what is UNDEFINED --- */

/* Where Unicorn 2.0.1 executes what is UNDEFINED, or rejects what is not. */
static const struct known {
    const char *name;
    uint32_t bits, mask;
    bool m3_only;
} known[] = {
    {"LDREXD", 0xE8D0007F, 0xFFF000FF, false},
    {"STREXD", 0xE8C00070, 0xFFF000F0, false},
    {"BLX to a constant", 0xF000C000, 0xF800D001, false},
    {"SUBS PC, LR", 0xF3DE8F00, 0xFFFFFF00, false},
    {"a store relative to PC", 0xF80F0000, 0xFF1F0000, false},
    {"NEON", 0xF9000000, 0xFF100000, false},
    {"WFE, YIELD", 0xF3AF8001, 0xFFFFFFFC, false},
    {"SMUAD, SMLAD, SMUSD, SMLSD", 0xFB200000, 0xFFD000E0, true},
    {"SMLAW", 0xFB300000, 0xFFF000E0, true},
    {"SMLSD", 0xFB400000, 0xFFF000E0, true},
    {"USAD8, USADA8", 0xFB700000, 0xFFF000F0, true},
    {"SMLALD", 0xFBC000C0, 0xFFF000E0, true},
    {"SMLSLD", 0xFBD000C0, 0xFFF000E0, true},
    {"SXTAH, UXTAH", 0xFA00F080, 0xFFE0F080, true},
    {"SXTAB, UXTAB", 0xFA40F080, 0xFFE0F080, true},
    {"SSAT16, USAT16", 0xF3200000, 0xFB70F0C0, true},
};

enum { KNOWN = sizeof known / sizeof *known };
static uint64_t hits[KNOWN];

static bool is_known(uint32_t insn)
{
    for (unsigned i = 0; i < KNOWN; i++)
        if (!((insn ^ known[i].bits) & known[i].mask) &&
            !(known[i].m3_only && lockstep.m4)) {
            hits[i]++;
            return true;
        }
    return false;
}

static bool is_rejected(unsigned kind)
{
    return kind == V7_UNDEFINED || kind == V7_NOCP;
}

static unsigned compare_words(const uint32_t *insns, unsigned count)
{
    unsigned differences = 0;
    lockstep7_put(&lockstep, insns, count);
    for (unsigned i = 0; i < count; i++) {
        struct code7 code = {.pc = CODE7 + 4 * i,
                             .first = (uint16_t)(insns[i] >> 16),
                             .second = (uint16_t)insns[i],
                             .sets = lockstep.m4 ? SET_DSP | SET_FPU : 0};
        unsigned kind = decode7(&code).kind;
        if (kind == V7_UNPREDICTABLE)
            continue;
        if (is_rejected(kind) == lockstep7_rejects(&lockstep, code.pc) ||
            is_known(insns[i]))
            continue;
        print_error("%s: %08X is of kind %u\n", lockstep.m4 ? "M4" : "M3",
                    (unsigned)insns[i], kind);
        differences++;
    }
    return differences;
}

/* Some words with every first halfword. */
static void compare_all(bool m4)
{
    enum { WORDS = CODE7_SIZE / 4, EACH = 8 / (TEST_STRIDE > 1 ? 4 : 1) };
    static uint32_t insns[WORDS];
    unsigned count = 0, differences = 0;
    uint64_t seed = 5;
    lockstep7_open(&lockstep, m4);
    for (uint32_t first = 0xE800; first < 0x10000; first++)
        for (unsigned i = 0; i < EACH; i++) {
            insns[count++] = first << 16 | random_below(&seed, 0x10000);
            if (count == WORDS || (first == 0xFFFF && i == EACH - 1)) {
                differences += compare_words(insns, count);
                count = 0;
            }
        }
    lockstep7_close(&lockstep);
    assert_int_equal(differences, 0);
}

/* Each known difference is one: what is excused is no wider than it must be. */
static void compare_known(bool m4)
{
    enum { SAMPLES = 32 };
    uint32_t insns[SAMPLES];
    uint64_t seed = 6;
    lockstep7_open(&lockstep, m4);
    for (unsigned i = 0; i < KNOWN; i++) {
        if (known[i].m3_only && m4)
            continue;
        for (unsigned k = 0; k < SAMPLES; k++)
            insns[k] =
                known[i].bits | ((uint32_t)random_next(&seed) & ~known[i].mask);
        hits[i] = 0;
        assert_int_equal(compare_words(insns, SAMPLES), 0);
        if (!hits[i])
            fail_msg("%s: no difference was seen", known[i].name);
    }
    lockstep7_close(&lockstep);
}

static void test_undefined(void **state)
{
    (void)state;
    compare_all(true);
    compare_all(false);
    compare_known(true);
    compare_known(false);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_m4),
        cmocka_unit_test(test_m3),
        cmocka_unit_test(test_undefined),
    };
    if (argc == 3) {
        bool fresh = !strcmp(argv[1], "random");
        uint64_t seed =
            fresh ? (uint64_t)time(NULL) * 1000000 : strtoull(argv[1], NULL, 0);
        run_core(true, seed, strtoull(argv[2], NULL, 0));
        run_core(false, seed, strtoull(argv[2], NULL, 0) / M3_SHARE);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
