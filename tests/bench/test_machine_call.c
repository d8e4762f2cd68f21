/* SPDX-License-Identifier: MIT
 *
 * A function that the host calls: the code that it interrupts, at whatever
 * instruction, has its registers and flags again when it returns.
 */
#include "bench/image_file.h"
#include "bench/machine_ask.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "bench/stm32l0/readings.h"
#include "tests/bench/bench_fixture.h"

enum {
    FIRST_US = 1000, /* main is in its loop */
    TIMES = 40,      /* of the first call, 1 us apart: two turns of the loop */
    END_US = FIRST_US + 300,
    TURNS = 5, /* registers: turns of the loop, */
    CALLS = 6, /* and calls that have come to their end */
    BAD = 0x15E
};

static struct blob blob;
static struct image image;
static struct part part;
static struct machine machine, copy;
static struct decoder decoder;
static struct asks asks;

/* --- the firmware --- */

static void emit_all(struct code *code, const uint16_t *halfwords, size_t count)
{
    for (size_t i = 0; i < count; i++)
        emit(code, halfwords[i]);
}

/* Branches to BAD if the condition holds. */
static void emit_bad_if(struct code *code, unsigned condition)
{
    emit(code, 0xD000 | condition << 8 | (((BAD - code->at - 4) / 2) & 0xFF));
}

/* A loop that knows all that a function may change. */
static void emit_main(struct code *code)
{
    static const uint16_t known[] = {
        0x2001, 0x2102, 0x2203, 0x2304, /* r0 = 1, r1 = 2, r2 = 3, r3 = 4 */
        0x469C, 0x4686,                 /* r12 = r3, lr = r0 */
        0x2B04,                         /* cmp r3, #4: Z=1, C=1 */
        0xBF00, 0xBF00, 0xBF00};
    static const uint16_t looks[] = {0x2801, 0x2902, 0x2A03, 0x2B04};
    static const uint16_t high[] = {0x4664, 0x2C04, 0x4674, 0x2C01};
    enum { NE = 1, CC = 3, MI = 4, VS = 6 };
    emit(code, 0x2500); /* TURNS = 0, CALLS = 0 */
    emit(code, 0x2600);
    unsigned loop = code->at;
    emit_all(code, known, sizeof known / sizeof *known);
    emit_bad_if(code, NE);
    emit_bad_if(code, CC);
    emit_bad_if(code, MI);
    emit_bad_if(code, VS);
    for (unsigned i = 0; i < 4; i++) {
        emit(code, looks[i]); /* cmp ri, #i + 1 */
        emit_bad_if(code, NE);
    }
    for (unsigned i = 0; i < 4; i += 2) {
        emit_all(code, high + i, 2); /* r4 = r12, lr; cmp */
        emit_bad_if(code, NE);
    }
    emit(code, 0x3501); /* adds TURNS, #1 */
    emit(code, 0xE000 | (((loop - code->at - 4) / 2) & 0x7FF));
    assert_true(code->at <= BAD);
    code->at = BAD;
    emit(code, UDF);
}

/* Changes all that it may. LEAF: returns by BX LR, else by POP. */
static void emit_spin(struct code *code, bool leaf)
{
    static const uint16_t changes[] = {
        0x20FF, 0x21FF, 0x22FF, 0x23FF, 0x469C, /* r0-r3, r12 = 255 */
        0x3601,                                 /* adds CALLS, #1 */
        0x07DB, 0x2B01, /* r3 <<= 31; cmp r3, #1: V=1, Z=0 */
        0xBF00, 0xBF00, 0xBF00, 0xBF00};
    if (!leaf)
        emit(code, 0xB510); /* push {r4, lr} */
    emit_all(code, changes, sizeof changes / sizeof *changes);
    emit(code, leaf ? 0x4770 : 0xBD10);
}

static void make_image(bool leaf)
{
    char error[IMAGE_ERROR_SIZE];
    struct code code = bench_firmware(&blob);
    code.at = MAIN_AT;
    emit_main(&code);
    code.at = ASK_AT;
    emit_spin(&code, leaf);
    if (!image_load_memory("test.elf", blob.bytes, blob.size, &image, error))
        fail_msg("%s", error);
    assert_true(part_find("stm32l073rz", &part));
}

/* --- the board --- */

static void start(uint64_t first_us, uint64_t second_us, bool fast)
{
    static char spin[] = "spin";
    asks = (struct asks){
        .count = second_us ? 2 : 1,
        .list = {{.kind = ASK_CALL, .at_us = first_us, .symbol = spin},
                 {.kind = ASK_CALL, .at_us = second_us, .symbol = spin}}};
    machine_start(&machine,
                  &(struct machine_setup){.part = &part,
                                          .image = &image,
                                          .rom = ROM_V4_0,
                                          .wdg_sw = 1,
                                          .decoder = fast ? &decoder : NULL});
    assert_true(machine_ask(&machine, &asks));
}

static void run_to(struct machine *to, uint64_t us)
{
    struct machine_event event;
    do
        machine_run(to, us * PS_PER_US, &event);
    while (event.kind != MACHINE_TIME);
}

/* Until the call has been made, and runs. */
static void run_into_call(struct machine *to)
{
    for (uint64_t us = FIRST_US; to->chip.cpu.r[CPU_PC] - FLASH_START < ASK_AT;
         us++) {
        assert_true(us < END_US);
        run_to(to, us);
    }
    assert_int_equal(to->call_count, 1);
}

/* The loop goes on, and CALLS have ended. */
static void expect_loop(struct machine *to, unsigned calls)
{
    run_to(to, END_US);
    const struct cpu *cpu = &to->chip.cpu;
    uint32_t turns = cpu->r[TURNS];
    run_to(to, END_US + 100);
    if (cpu->ipsr || cpu->r[TURNS] <= turns)
        fail_msg("exception %u at 0x%08X, %u turns", cpu->ipsr,
                 (unsigned)cpu->r[CPU_PC], (unsigned)cpu->r[TURNS]);
    assert_int_equal(cpu->r[CALLS], calls);
    assert_int_equal(to->call_count, 0);
}

/* --- the tests --- */

static void at_every_instruction(bool leaf)
{
    make_image(leaf);
    for (unsigned i = 0; i < TIMES; i++)
        for (unsigned fast = 0; fast < 2; fast++) {
            start(FIRST_US + i, 0, fast);
            expect_loop(&machine, 1);
        }
    image_free(&image);
}

static void a_function_that_pops_pc(void **state)
{
    (void)state;
    at_every_instruction(false);
}

static void a_function_that_branches_to_lr(void **state)
{
    (void)state;
    at_every_instruction(true);
}

/* The second call interrupts the function, or comes just behind it. */
static void a_call_interrupts_a_call(void **state)
{
    (void)state;
    for (unsigned leaf = 0; leaf < 2; leaf++) {
        make_image(leaf);
        for (unsigned i = 1; i < TIMES / 2; i++) {
            start(FIRST_US, FIRST_US + i, true);
            expect_loop(&machine, 2);
        }
        image_free(&image);
    }
}

static void a_copy_goes_on_by_itself(void **state)
{
    (void)state;
    make_image(false);
    start(FIRST_US, 0, true);
    run_into_call(&machine);
    copy = machine;
    expect_loop(&machine, 1);
    expect_loop(&copy, 1);
    assert_memory_equal(machine.chip.cpu.r, copy.chip.cpu.r,
                        sizeof copy.chip.cpu.r);
    assert_int_equal(machine.chip.cycle, copy.chip.cycle);
    image_free(&image);
}

/* Nothing is put back into what starts again. */
static void a_reset_ends_the_call(void **state)
{
    (void)state;
    make_image(false);
    start(FIRST_US, 0, true);
    run_into_call(&machine);
    machine_reset(&machine, RESET_PIN);
    assert_int_equal(machine.call_count, 0);
    expect_loop(&machine, 0);
    image_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_that_pops_pc),
        cmocka_unit_test(a_function_that_branches_to_lr),
        cmocka_unit_test(a_call_interrupts_a_call),
        cmocka_unit_test(a_copy_goes_on_by_itself),
        cmocka_unit_test(a_reset_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
