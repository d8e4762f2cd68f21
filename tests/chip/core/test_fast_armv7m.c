/* SPDX-License-Identifier: MIT
 *
 * The fast loop of ARMv7-M beside the plain one: the same chip after each of
 * many slices of time, bit for bit. The program is random code (lockstep7.h)
 * that begins again at its end. FAST_SEED=n repeats a run.
 */
#include "tests/chip/core/armv7m_fixture.h"

#include "chip/core/armv7m/fast.h"
#include "tests/chip/core/lockstep7.h"
#include "tests/random.h"

#include <inttypes.h>
#include <time.h>

enum { PROGRAMS = 60 / TEST_STRIDE, RUNS = 12, SLICES = 40 };
enum { ENOUGH = 10000 /* instructions in blocks */, MOST = 50 };
enum { BACK = 0xF7FE /* B.W, to 0x2000 before */ };

static struct chip *plain, *fast;
static struct decoder *decoder;
static struct lockstep7 code;
static uint64_t blocks_instructions, plain_instructions;

/* The part behind the hand-made chip has another core: this one's plain loop
 * stands here. A fault stops it. */
enum stop __wrap_chip_run(struct chip *chip, uint64_t until_cycle);

enum stop __wrap_chip_run(struct chip *chip, uint64_t until_cycle)
{
    while (chip->cycle < until_cycle) {
        if (raised.bits)
            return STOP_BREAK;
        chip->last_pc = chip->cpu.r[CPU_PC];
        plain_instructions++;
        armv7m_step(chip);
    }
    return raised.bits ? STOP_BREAK : STOP_BUDGET;
}

/* --- programs --- */

static void put(uint32_t at, uint16_t first, uint16_t second)
{
    memcpy(&code.code[at], &first, 2);
    memcpy(&code.code[at + 2], &second, 2);
}

/* Pieces one behind the other, then back to the first. */
static void make_program(uint64_t *seed, bool m4)
{
    enum { ROOM = 6 * PIECE_MAX };
    uint32_t at = CODE7;
    memset(code.code, 0, sizeof code.code);
    code.m4 = m4;
    code.nearest = false;
    while (at + ROOM < DATA7 - 4) {
        struct piece piece = {.start = at, .end = at};
        random7_piece(&code, seed, &piece);
        at = piece.end;
    }
    uint32_t offset = 0 - (at - CODE7 + 4); /* B.W, within 16 MB */
    put(at - CODE7, (uint16_t)(0xF400 | (offset >> 12 & 0x3FF)),
        (uint16_t)(0xB800 | (offset >> 1 & 0x7FF)));
}

static void begin(struct chip *chip, uint64_t seed, bool m4)
{
    struct state7 state;
    struct armv7m *core = armv7m(chip);
    uint64_t memory_seed = seed;
    random7_state(&seed, m4, false, &state);
    memcpy(chip->memory, code.code, CODE7_SIZE);
    for (unsigned i = CODE7_SIZE; i < FIXTURE7_SRAM; i++)
        chip->memory[i] = (uint8_t)(random_next(&memory_seed) >> 40);
    memcpy(chip->cpu.r, state.r, sizeof state.r);
    memcpy(core->s, state.s, sizeof state.s);
    core->cpacr = m4 ? 0xF << 20 : 0;
    core->fpccr = m4 ? FPCCR_RESET : 0;
    core->it = 0;
    core->exclusive = false;
    chip->cpu.r[CPU_PC] = CODE7;
    chip->cpu.fetched = CPU_NO_WORD;
    chip->cpu.control = 0;
}

/* --- comparison --- */

static void compare(uint64_t seed, uint64_t until)
{
    if (!memcmp(plain, fast, sizeof *plain))
        return;
    const uint8_t *a = (const uint8_t *)plain, *b = (const uint8_t *)fast;
    size_t i = 0;
    while (a[i] == b[i])
        i++;
    const struct chip *chips[] = {plain, fast};
    for (unsigned k = 0; k < 2; k++) {
        const struct cpu *cpu = &chips[k]->cpu;
        print_error("%s: cycle %" PRIu64 " of %" PRIu64 ", pc %08X, last %08X, "
                    "%" PRIu64 " instructions, it %02X, fetched %08X\n ",
                    k ? "fast" : "plain", chips[k]->cycle, until,
                    cpu->r[CPU_PC], chips[k]->last_pc, cpu->instructions,
                    armv7m(chips[k])->it, cpu->fetched);
        for (unsigned n = 0; n < 15; n++)
            print_error(" %08X", cpu->r[n]);
        print_error("\n");
    }
    fail_msg(
        "program %" PRIu64 ": the first difference is at byte %zu (cpu %zu, "
        "core %zu)",
        seed, i, offsetof(struct chip, cpu), offsetof(struct chip, blocks));
}

static bool run_slice(uint64_t seed, uint64_t cycles)
{
    uint64_t until = plain->cycle + cycles;
    uint64_t before = fast->cpu.instructions;
    fixture7_clear();
    enum stop why = chip_run(plain, until);
    uint64_t single = plain_instructions;
    fixture7_clear();
    enum stop fast_why = armv7m_run(fast, decoder, until);
    blocks_instructions += fast->cpu.instructions - before;
    blocks_instructions -= plain_instructions - single;
    compare(seed, until);
    assert_int_equal(why, fast_why);
    return why == STOP_BUDGET;
}

static void run_program(uint64_t seed, bool m4, enum region region)
{
    uint64_t program = seed;
    make_program(&seed, m4);
    for (unsigned i = 0; i < RUNS; i++) {
        plain->cpu.window.region = region;
        plain->cpu.window.branch_wait = (uint8_t)random_below(&seed, 3);
        plain->cpu.window.sequential_wait =
            (uint8_t)random_below(&seed, plain->cpu.window.branch_wait + 1u);
        begin(plain, random_next(&seed), m4);
        *fast = *plain;
        for (unsigned k = 0; k < SLICES; k++)
            if (!run_slice(program, 1 + random_below(&seed, 1 << k % 11)))
                break;
    }
}

static void run_core(bool m4, enum region region)
{
    const char *text = getenv("FAST_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 0) : (uint64_t)time(NULL);
    print_message("FAST_SEED=%" PRIu64 "\n", seed);
    blocks_instructions = plain_instructions = 0;
    plain = fixture7_new(m4 ? CORTEX_M4F : CORTEX_M3);
    fast = fixture7_new(CORTEX_M3);
    decoder = calloc(1, sizeof *decoder);
    assert_non_null(decoder);
    decoder->skip.off = true; /* a core of the part's */
    /* How soon a program faults is chance: as many as it takes. */
    for (unsigned i = 0; i < PROGRAMS || blocks_instructions < ENOUGH; i++) {
        assert_true(i < MOST * PROGRAMS);
        run_program(random_next(&seed), m4, region);
    }
    print_message("%" PRIu64 " instructions in blocks\n", blocks_instructions);
    free(plain);
    free(fast);
    free(decoder);
}

static void test_m4(void **state)
{
    (void)state;
    run_core(true, REGION_FLASH);
}

static void test_m3(void **state)
{
    (void)state;
    run_core(false, REGION_FLASH);
}

/* Code in SRAM is never trusted. */
static void test_sram(void **state)
{
    (void)state;
    run_core(true, REGION_SRAM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_m4),
        cmocka_unit_test(test_m3),
        cmocka_unit_test(test_sram),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
