/* SPDX-License-Identifier: MIT
 *
 * Watchpoints: every load and store is known before it is made, and the run
 * stops behind the right one.
 */
#include "chip/core/armv6m/watchpoint_step.h"
#include "chip/core/watchpoint.h"
#include "tests/chip/core/cpu_case.h"

static struct chip chip;

enum { D = CASE_DATA, BOTH = WATCHPOINT_READ | WATCHPOINT_WRITE };

/* Places code and registers r0-r7 with the driver's state. */
static void place(const uint16_t *code, size_t count, const uint32_t r[8])
{
    struct cpu_state s = {.t = true};
    fixture_chip(&chip);
    for (unsigned i = 0; i < 8; i++)
        s.r[i] = r[i];
    s.r[SP] = CASE_STACK;
    s.r[LR] = CASE_LR;
    s.r[PC] = CASE_CODE;
    chip_driver.put_memory(&chip, CASE_CODE, code, count * sizeof *code);
    chip_driver.put_state(&chip, &s);
}

static enum stop run(void)
{
    return chip_run(&chip, chip.cycle + 1000);
}

/* --- which accesses are known --- */

static bool same_sram(const uint8_t *before, uint32_t lo, uint32_t size,
                      uint32_t *outside)
{
    const uint8_t *now = bus_physical(&chip, REGION_SRAM);
    uint32_t first = lo - SRAM_BASE, end = first + size;
    if (!size || first > SRAM_SIZE - size)
        first = end = 0;
    if (!memcmp(before, now, first) &&
        !memcmp(before + end, now + end, SRAM_SIZE - end))
        return true;
    *outside = SRAM_BASE;
    for (uint32_t i = 0; before[i] == now[i] || i - first < end - first; i++)
        ++*outside;
    return false;
}

/* Registers 0 to 7 hold addresses in SRAM, far from each other and from the
 * code; as offsets of each other they lead out of all memory. */
static void addresses(struct cpu_state *s, bool offsets)
{
    *s = (struct cpu_state){.t = true};
    for (unsigned i = 0; i < 8; i++)
        s->r[i] = offsets ? 0x10001800 + 4 * i : 0x20002800 + 0x200 * i;
    s->r[SP] = CASE_STACK;
    s->r[LR] = CASE_LR;
    s->r[PC] = CASE_CODE;
}

static void prepare(uint32_t code, bool offsets)
{
    const uint16_t words[2] = {(uint16_t)code, 0xBF00};
    struct cpu_state s;
    addresses(&s, offsets);
    chip_driver.reset(&chip);
    chip_driver.put_memory(&chip, CASE_CODE, words, sizeof words);
    chip_driver.put_state(&chip, &s);
    assert_true(bus_fetch_window(&chip, CASE_CODE));
}

/* Checks that the instruction depends on the contents of the data it is said to
 * read: fills that with two patterns and compares the registers afterwards. */
static bool read_matters(uint32_t code, bool offsets)
{
    struct cpu_state got[2];
    for (unsigned turn = 0; turn < 2; turn++) {
        prepare(code, offsets);
        struct watchpoint_access access = watchpoint_step_access(&chip);
        uint8_t fill[64];
        memset(fill, turn ? 0x40 : 0x20, sizeof fill);
        if (access.size > sizeof fill ||
            !chip_poke(&chip, access.address, fill, access.size))
            return true; /* a fault: there is nothing to compare */
        chip_driver.step(&chip);
        chip_driver.get_state(&chip, &got[turn]);
        if (got[turn].ipsr == 3)
            return true;
    }
    return memcmp(&got[0], &got[1], sizeof got[0]) != 0;
}

/* Memory held what was said, and holds now what was said to be stored. */
static bool values_match(const uint8_t *before,
                         const struct watchpoint_access *access)
{
    for (uint32_t i = 0; i < access->size / access->unit; i++) {
        uint32_t at = access->address + i * access->unit - SRAM_BASE;
        if (at + access->unit <= SRAM_SIZE &&
            (memcmp(before + at, &access->old[i], access->unit) ||
             memcmp(bus_physical(&chip, REGION_SRAM) + at, &access->value[i],
                    access->unit)))
            return false;
    }
    return true;
}

/* Every 16-bit encoding: what it changes in SRAM lies in what
 * watchpoint_step_access() said it writes, with the values it said, and what it
 * reads decides what it does. */
static void every_encoding_is_known(void **state)
{
    static uint8_t before[SRAM_SIZE];
    unsigned stores = 0, loads = 0;
    (void)state;
    fixture_chip(&chip);
    for (uint32_t code = 0; code < 0xE800; code++) {
        bool offsets = code >> 12 == 5;
        uint32_t outside = 0;
        if (code == 0xBF20 || code == 0xBF30) /* WFE, WFI */
            continue;
        prepare(code, offsets);
        memset(bus_physical(&chip, REGION_SRAM) + (0x20002800 - SRAM_BASE),
               0xA5, 0x2000);
        memset(bus_physical(&chip, REGION_SRAM) + (D - SRAM_BASE), 0xA5, 0x400);
        struct watchpoint_access access = watchpoint_step_access(&chip);
        bool writes = access.size && access.kind == WATCHPOINT_WRITE;
        memcpy(before, bus_physical(&chip, REGION_SRAM), sizeof before);
        chip_driver.step(&chip);
        if (chip.cpu.ipsr) /* the frame of an exception */
            continue;
        if (!same_sram(before, access.address, writes ? access.size : 0,
                       &outside))
            fail_msg("%04X writes 0x%08X, said 0x%08X + %u", (unsigned)code,
                     (unsigned)outside, (unsigned)access.address,
                     (unsigned)access.size);
        if (writes && !values_match(before, &access))
            fail_msg("%04X does not store what was said", (unsigned)code);
        stores += writes;
        if (!access.size || writes)
            continue;
        loads++;
        if (!read_matters(code, offsets))
            fail_msg("%04X does not read 0x%08X", (unsigned)code,
                     (unsigned)access.address);
    }
    /* STR, STRH, STRB of all forms, STM, PUSH; then their loads. */
    assert_int_equal(stores, 3 * 512 + 3 * 2048 + 2048 + 8 * 255 + 511);
    assert_true(loads > stores);
}

/* --- where the run stops --- */

struct stop_case {
    const char *text;
    uint16_t code;
    uint32_t r0, r1;        /* r2 = 8 */
    uint32_t address, size; /* watched */
    unsigned kinds;
    uint32_t hit; /* 0 = the run does not stop */
};

static const struct stop_case cases[] = {
    {"str", 0x6008, 1, D, D, 4, WATCHPOINT_WRITE, D},
    {"str of the same value", 0x6008, CASE_WORD(0), D, D, 4, WATCHPOINT_WRITE,
     D},
    {"str is no read", 0x6008, 1, D, D, 4, WATCHPOINT_READ, 0},
    {"str before", 0x6008, 1, D, D + 4, 4, BOTH, 0},
    {"str behind", 0x6008, 1, D + 4, D, 4, BOTH, 0},
    {"str over a byte", 0x6008, 1, D, D + 3, 1, BOTH, D + 3},
    {"strb in a word", 0x7008, 1, D + 2, D, 4, BOTH, D + 2},
    {"strb beside a byte", 0x7008, 1, D + 2, D + 1, 1, BOTH, 0},
    {"strh", 0x8008, 1, D + 2, D, 4, WATCHPOINT_WRITE, D + 2},
    {"ldr", 0x6808, 0, D, D, 4, WATCHPOINT_READ, D},
    {"ldr is no write", 0x6808, 0, D, D, 4, WATCHPOINT_WRITE, 0},
    {"ldr by register", 0x5888, 0, D, D + 8, 4, BOTH, D + 8},
    {"ldrsb", 0x5688, 0, D, D + 8, 4, BOTH, D + 8},
    {"ldr literal", 0x4800, 0, 0, CASE_CODE + 4, 4, WATCHPOINT_READ,
     CASE_CODE + 4},
    {"stmia", 0xC107, 1, D, D + 8, 4, WATCHPOINT_WRITE, D + 8},
    {"ldmia", 0xC905, 1, D, D + 4, 2, WATCHPOINT_READ, D + 4},
    {"ldmia ends before", 0xC905, 1, D, D + 8, 4, WATCHPOINT_READ, 0},
    {"push", 0xB503, 0, 0, CASE_STACK - 12, 4, WATCHPOINT_WRITE,
     CASE_STACK - 12},
    {"push of two words", 0xB403, 0, 0, CASE_STACK - 12, 4, WATCHPOINT_WRITE,
     0},
    {"pop", 0xBC01, 0, 0, CASE_STACK, 1, WATCHPOINT_READ, CASE_STACK},
    {"fetch is no access", 0xBF00, 0, 0, CASE_CODE, 8, BOTH, 0},
    {"misaligned", 0x6008, 0, D + 2, D, 8, WATCHPOINT_WRITE, 0},
};

static void the_run_stops_behind_the_access(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct stop_case *c = &cases[i];
        const uint16_t code[] = {c->code, 0xE7FE};
        const uint32_t r[8] = {c->r0, c->r1, 8};
        place(code, 2, r);
        assert_true(watchpoint_set(&chip, c->address, c->size, c->kinds));
        enum stop why = run();
        if (why != (c->hit ? STOP_WATCHPOINT : STOP_BUDGET))
            fail_msg("%s: stop %d", c->text, (int)why);
        if (!c->hit)
            continue;
        assert_int_equal(chip.watch.points.hit.address, c->hit);
        assert_int_equal(chip.watch.points.hit.pc, CASE_CODE);
        assert_int_equal(chip.cpu.r[CPU_PC], CASE_CODE + 2);
        assert_int_equal(run(), STOP_BUDGET);
    }
}

static void a_peripheral_is_watched(void **state)
{
    enum { GPIOA_ODR = 0x50000014 };
    static const uint16_t code[] = {0x6008, 0x6808, 0xE7FE};
    const uint32_t r[8] = {1, GPIOA_ODR};
    (void)state;
    place(code, 3, r);
    assert_true(watchpoint_set(&chip, GPIOA_ODR, 4, BOTH));
    assert_int_equal(run(), STOP_WATCHPOINT);
    assert_int_equal(chip.watch.points.hit.kind, WATCHPOINT_WRITE);
    assert_int_equal(run(), STOP_WATCHPOINT);
    assert_int_equal(chip.watch.points.hit.kind, WATCHPOINT_READ);
    assert_int_equal(chip.watch.points.hit.pc, CASE_CODE + 2);
    assert_int_equal(run(), STOP_BUDGET);
}

/* SVC pushes a frame, BX LR pops it. */
static void exception_frames_are_watched(void **state)
{
    static const uint16_t code[] = {0xDF00, 0xE7FE};
    static const uint16_t handler[] = {0x4770};
    const uint32_t r[8] = {0};
    (void)state;
    place(code, 2, r);
    load_code(&chip, FIXTURE_IDLE, handler, 1);
    assert_true(watchpoint_set(&chip, CASE_STACK - 4, 4, BOTH));
    assert_int_equal(run(), STOP_WATCHPOINT);
    assert_int_equal(chip.watch.points.hit.kind, WATCHPOINT_WRITE);
    assert_int_equal(chip.cpu.r[CPU_PC], FIXTURE_IDLE);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_SVC);
    assert_int_equal(run(), STOP_WATCHPOINT);
    assert_int_equal(chip.watch.points.hit.kind, WATCHPOINT_READ);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(chip.cpu.r[CPU_PC], CASE_CODE + 2);
}

static void it_outlives_a_reset(void **state)
{
    static const uint16_t code[] = {0xE7FE};
    static const uint16_t store[] = {0x6008, 0xE7FE};
    const uint32_t r[8] = {1, D};
    (void)state;
    place(code, 1, r);
    load_code(&chip, FIXTURE_IDLE, store, 2);
    assert_true(watchpoint_set(&chip, D, 4, WATCHPOINT_WRITE));
    assert_int_equal(run(), STOP_BUDGET);
    reset_request(&chip, RESET_PIN);
    assert_int_equal(run(), STOP_WATCHPOINT);
    assert_int_equal(chip.watch.points.hit.pc, FIXTURE_IDLE);
}

static void breakpoints_and_events_are_met_as_before(void **state)
{
    static const uint16_t code[] = {0x6008, 0x3001, 0xE7FC};
    const uint32_t r[8] = {1, D};
    (void)state;
    place(code, 3, r);
    assert_true(watchpoint_set(&chip, D, 4, WATCHPOINT_WRITE));
    assert_true(chip_break_set(&chip, CASE_CODE + 2));
    assert_int_equal(run(), STOP_WATCHPOINT);
    assert_int_equal(run(), STOP_BREAK);
    assert_int_equal(chip.cpu.r[CPU_PC], CASE_CODE + 2);
    assert_int_equal(run(), STOP_WATCHPOINT);
    assert_int_equal(chip.cpu.r[0], 2);
    watchpoint_clear(&chip);
    assert_int_equal(run(), STOP_BREAK);
    chip_break_clear(&chip);
    assert_int_equal(run(), STOP_BUDGET);
}

/* --- who wrote last --- */

static void expect_write(const struct watchpoint_write *write, uint32_t address,
                         uint32_t old, uint32_t value, uint32_t pc)
{
    assert_non_null(write);
    assert_int_equal(write->address, address);
    assert_int_equal(write->old, old);
    assert_int_equal(write->value, value);
    assert_int_equal(write->pc, pc);
}

/* Three stores to a word, of which the last is known, with its time; and the
 * run never stops. */
static void the_last_writer_is_known(void **state)
{
    static const uint16_t code[] = {
        0x6008, /* str r0, [r1] */
        0x3001, /* adds r0, #1 */
        0x6008, /* str r0, [r1] */
        0x708A, /* strb r2, [r1, #2] */
        0x680B, /* ldr r3, [r1] */
        0x604A, /* str r2, [r1, #4]: beside it */
        0xE7FE,
    };
    const uint32_t r[8] = {0x11223344, D, 0x99};
    (void)state;
    place(code, 7, r);
    load_word(&chip, D, 0xAAAAAAAA);
    uint64_t start = chip.cycle;
    assert_true(watchpoint_set(&chip, D, 4, 0));
    assert_null(watchpoint_last(&chip, D));
    assert_int_equal(chip_run(&chip, start + 1), STOP_BUDGET);
    expect_write(watchpoint_last(&chip, D), D, 0xAAAAAAAA, 0x11223344,
                 CASE_CODE);
    assert_int_equal(watchpoint_last(&chip, D)->cycle, start);
    assert_int_equal(run(), STOP_BUDGET);
    const struct watchpoint_write *last = watchpoint_last(&chip, D + 3);
    expect_write(last, D + 2, 0x22, 0x99, CASE_CODE + 6);
    assert_int_equal(last->size, 1);
    assert_int_equal(last->count, 3);
    assert_int_equal(last->cycle, start + 2 + 1 + 2);
    assert_int_equal(last->exception, 0);
    assert_false(last->frame);
    assert_null(watchpoint_last(&chip, D + 4));
}

/* Each range has its own note, also while the run stops for another. */
static void every_range_has_its_writer(void **state)
{
    static const uint16_t code[] = {0xC107, 0xE7FE}; /* stmia r1!, {r0-r2} */
    const uint32_t r[8] = {1, D, 3};
    (void)state;
    place(code, 2, r);
    load_word(&chip, D, 0x44);
    load_word(&chip, D + 8, 0x55);
    assert_true(watchpoint_set(&chip, D, 4, WATCHPOINT_WRITE));
    assert_true(watchpoint_set(&chip, D + 8, 4, 0));
    assert_true(watchpoint_set(&chip, D + 12, 4, 0));
    assert_int_equal(run(), STOP_WATCHPOINT);
    expect_write(watchpoint_last(&chip, D), D, 0x44, 1, CASE_CODE);
    expect_write(watchpoint_last(&chip, D + 8), D + 8, 0x55, 3, CASE_CODE);
    assert_null(watchpoint_last(&chip, D + 12));
}

/* The frame of an exception, and the handler's own store. */
static void exceptions_are_writers(void **state)
{
    static const uint16_t code[] = {0xDF00, 0xE7FE};
    static const uint16_t handler[] = {0x6008, 0xE7FE};
    const uint32_t r[8] = {0xCAFE, D};
    (void)state;
    place(code, 2, r);
    load_code(&chip, FIXTURE_IDLE, handler, 2);
    load_word(&chip, CASE_STACK - 32, 0x5A5A5A5A);
    assert_true(watchpoint_set(&chip, CASE_STACK - 32, 4, 0));
    assert_true(watchpoint_set(&chip, D, 4, 0));
    assert_int_equal(run(), STOP_BUDGET);
    const struct watchpoint_write *frame =
        watchpoint_last(&chip, CASE_STACK - 32);
    expect_write(frame, CASE_STACK - 32, 0x5A5A5A5A, 0xCAFE, CASE_CODE);
    assert_true(frame->frame);
    assert_int_equal(frame->exception, 0);
    assert_int_equal(watchpoint_last(&chip, D)->exception, EXCEPTION_SVC);
    assert_int_equal(watchpoint_last(&chip, D)->pc, FIXTURE_IDLE);
}

/* A register: the word that was stored. What faults writes nothing. */
static void other_memory_has_writers(void **state)
{
    enum { GPIOA_ODR = 0x50000014 };
    static const uint16_t code[] = {0x6008, 0xE7FE};
    const uint32_t peripheral[8] = {0x1234, GPIOA_ODR};
    const uint32_t nowhere[8] = {0x1234, 0x10000000};
    (void)state;
    place(code, 2, peripheral);
    assert_true(watchpoint_set(&chip, GPIOA_ODR, 4, 0));
    assert_int_equal(run(), STOP_BUDGET);
    expect_write(watchpoint_last(&chip, GPIOA_ODR), GPIOA_ODR, 0, 0x1234,
                 CASE_CODE);
    place(code, 2, nowhere);
    assert_true(watchpoint_set(&chip, 0x10000000, 4, WATCHPOINT_WRITE));
    assert_int_equal(run(), STOP_BUDGET);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_HARDFAULT);
    assert_null(watchpoint_last(&chip, 0x10000000));
}

/* The same program takes the same cycles, watched or not. */
static void time_is_the_same(void **state)
{
    static const uint16_t code[] = {0xB503, 0x6008, 0x1840, 0xBC03,
                                    0xBC10, 0x4600, 0xE7F8};
    const uint32_t r[8] = {1, D};
    static struct chip plain;
    (void)state;
    place(code, 7, r);
    plain = chip;
    chip_run(&plain, plain.cycle + 100000);
    assert_true(watchpoint_set(&chip, 0x20000000, 4, BOTH));
    chip_run(&chip, chip.cycle + 100000);
    assert_int_equal(chip.cycle, plain.cycle);
    assert_int_equal(chip.cpu.instructions, plain.cpu.instructions);
    assert_memory_equal(chip.cpu.r, plain.cpu.r, sizeof plain.cpu.r);
    assert_memory_equal(bus_physical(&chip, REGION_SRAM),
                        bus_physical(&plain, REGION_SRAM), SRAM_SIZE);
}

static void the_table_has_an_end(void **state)
{
    (void)state;
    fixture_chip(&chip);
    assert_false(watchpoint_set(&chip, D, 0, BOTH));
    for (unsigned i = 0; i < WATCHPOINT_RANGES; i++)
        assert_true(watchpoint_set(&chip, D + 4 * i, 4, BOTH));
    assert_false(watchpoint_set(&chip, D, 4, BOTH));
    watchpoint_clear(&chip);
    assert_int_equal(chip.attention, 0);
    assert_true(watchpoint_set(&chip, D, 4, BOTH));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_is_known),
        cmocka_unit_test(the_run_stops_behind_the_access),
        cmocka_unit_test(a_peripheral_is_watched),
        cmocka_unit_test(exception_frames_are_watched),
        cmocka_unit_test(it_outlives_a_reset),
        cmocka_unit_test(breakpoints_and_events_are_met_as_before),
        cmocka_unit_test(the_last_writer_is_known),
        cmocka_unit_test(every_range_has_its_writer),
        cmocka_unit_test(exceptions_are_writers),
        cmocka_unit_test(other_memory_has_writers),
        cmocka_unit_test(time_is_the_same),
        cmocka_unit_test(the_table_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
