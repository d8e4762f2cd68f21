/* SPDX-License-Identifier: MIT
 *
 * Queries to the chip: which vector was fetched through which alias, a stop
 * before an instruction, a fork; and that the fast loop runs while there is no
 * query.
 */
#include "tests/chip/core/fast_pair.h"

#include "bench/image.h"
#include "bench/image_file.h"
#include "chip/core/budget.h"

enum {
    CODE = 0x08000200,
    SRAM_CODE = 0x20001000,
    APB2ENR = 0x40021034,
    CFGR1 = 0x40010000,
    VTOR = 0xE000ED08,
    SVC_0 = 0xDF00,
    STAY = 0xE7FE
};

static struct chip chip;

/* --- vectors --- */

static const struct event *reported_vector(unsigned index)
{
    for (uint32_t i = 0; i < chip.events.count; i++)
        if (chip.events.list[i].kind == EVENT_VECTOR && index-- == 0)
            return &chip.events.list[i];
    fail_msg("no vector is reported");
    return NULL;
}

static void expect_vector(unsigned index, unsigned exception, uint32_t address,
                          uint32_t vector, enum region region)
{
    const struct event *event = reported_vector(index);
    assert_int_equal(event->vector.exception, exception);
    assert_int_equal(event->vector.address, address);
    assert_int_equal(event->vector.word, vector);
    assert_int_equal(event->vector.region, region);
}

/* SVC in SRAM, which no remap takes away. */
static void place_svc(void)
{
    static const uint16_t code[] = {SVC_0, STAY};
    fixture_chip(&chip);
    load_code(&chip, SRAM_CODE, code, 2);
    jump_to(&chip, SRAM_CODE);
    wr(&chip, APB2ENR, 1);
    chip.watch.events = 1u << EVENT_VECTOR;
}

static void run_svc(void)
{
    assert_int_equal(run_cycles(&chip, 100), STOP_EVENT);
}

/* The same vector number, wherever the table is seen. */
static void the_alias_is_reported(void **state)
{
    enum { SVC_AT = 4 * EXCEPTION_SVC };
    (void)state;
    place_svc();
    run_svc();
    expect_vector(0, EXCEPTION_SVC, SVC_AT, FIXTURE_IDLE | 1,
                  REGION_ALIAS_FLASH);
    assert_int_equal(chip.cpu.r[CPU_PC], FIXTURE_IDLE);

    place_svc();
    wr(&chip, CFGR1, 1);
    memcpy(bus_physical(&chip, REGION_SYSTEM) + SVC_AT,
           &(uint32_t){FIXTURE_FAULT | 1}, 4);
    run_svc();
    expect_vector(0, EXCEPTION_SVC, SVC_AT, FIXTURE_FAULT | 1,
                  REGION_ALIAS_SYSTEM);

    place_svc();
    wr(&chip, CFGR1, 3);
    load_word(&chip, SRAM_BASE + SVC_AT, FIXTURE_FAULT | 1);
    run_svc();
    expect_vector(0, EXCEPTION_SVC, SVC_AT, FIXTURE_FAULT | 1,
                  REGION_ALIAS_SRAM);

    place_svc();
    wr(&chip, VTOR, FLASH_BASE);
    run_svc();
    expect_vector(0, EXCEPTION_SVC, FLASH_BASE + SVC_AT, FIXTURE_IDLE | 1,
                  REGION_FLASH);

    place_svc();
    wr(&chip, VTOR, SRAM_BASE + 0x400);
    load_word(&chip, SRAM_BASE + 0x400 + SVC_AT, FIXTURE_FAULT | 1);
    run_svc();
    expect_vector(0, EXCEPTION_SVC, SRAM_BASE + 0x400 + SVC_AT,
                  FIXTURE_FAULT | 1, REGION_SRAM);

    place_svc();
    wr(&chip, VTOR, SYSTEM_BASE);
    run_svc();
    expect_vector(0, EXCEPTION_SVC, SYSTEM_BASE + SVC_AT, 0, REGION_SYSTEM);

    place_svc();
    wr(&chip, VTOR, EEPROM_BASE);
    load_word(&chip, EEPROM_BASE + SVC_AT, FIXTURE_FAULT | 1);
    run_svc();
    expect_vector(0, EXCEPTION_SVC, EEPROM_BASE + SVC_AT, FIXTURE_FAULT | 1,
                  REGION_EEPROM);

    place_svc();
    wr(&chip, VTOR, OPTION_BASE);
    uint32_t word = rd(&chip, OPTION_BASE + SVC_AT);
    run_svc();
    expect_vector(0, EXCEPTION_SVC, OPTION_BASE + SVC_AT, word, REGION_OPTION);
}

/* The vector that is missing, then that of the HardFault it becomes. */
static void a_missing_vector_is_reported(void **state)
{
    enum { NOWHERE = 0x10000000 };
    (void)state;
    place_svc();
    wr(&chip, VTOR, NOWHERE);
    run_svc();
    expect_vector(0, EXCEPTION_SVC, NOWHERE + 4 * EXCEPTION_SVC, 0,
                  REGION_NONE);
    expect_vector(1, EXCEPTION_HARDFAULT, NOWHERE + 4 * EXCEPTION_HARDFAULT, 0,
                  REGION_NONE);
    assert_true(chip.cpu.locked_up);
}

/* At a reset: the stack pointer and the reset vector, through the alias. */
static void the_reset_vectors_are_reported(void **state)
{
    (void)state;
    place_svc();
    reset_request(&chip, RESET_PIN);
    run_svc();
    expect_vector(0, 0, 0, FIXTURE_STACK, REGION_ALIAS_FLASH);
    expect_vector(1, EXCEPTION_RESET, 4, FIXTURE_IDLE | 1, REGION_ALIAS_FLASH);
    assert_int_equal(chip.events.count, 2);
}

/* With BOOT0 high system memory is at 0. */
static void the_rom_s_reset_vector_is_reported(void **state)
{
    (void)state;
    place_svc();
    memcpy(bus_physical(&chip, REGION_SYSTEM) + 4,
           &(uint32_t){SYSTEM_BASE + 0x101}, 4);
    chip.board.boot0 = true;
    reset_request(&chip, RESET_PIN);
    run_svc();
    expect_vector(1, EXCEPTION_RESET, 4, SYSTEM_BASE + 0x101,
                  REGION_ALIAS_SYSTEM);
}

static void vectors_nobody_asks_for_are_not_reported(void **state)
{
    (void)state;
    place_svc();
    chip.watch.events = 0;
    assert_int_equal(run_cycles(&chip, 100), STOP_BUDGET);
    assert_int_equal(chip.events.count, 0);
    assert_int_equal(chip.cpu.r[CPU_PC], FIXTURE_IDLE);
}

/* --- what is not modelled --- */

/* A register that was accessed while no observer was there is still reported
 * later. */
static void what_was_not_told_is_told_later(void **state)
{
    enum { AES_CR = 0x40026000 };
    (void)state;
    fixture_chip(&chip);
    rd(&chip, AES_CR);
    assert_int_equal(chip.events.reported_count, 0);
    chip.watch.events = 1u << EVENT_UNMODELLED;
    rd(&chip, AES_CR);
    rd(&chip, AES_CR);
    assert_int_equal(chip.events.count, 1);
    assert_int_equal(chip.events.list[0].unmodelled.address, AES_CR);
    assert_int_equal(chip.events.reported_count, 1);
}

/* --- firmware that keeps both loops busy --- */

/* Boots the firmware NAME, which begins at ADDRESS in its image. */
static void load_firmware(struct chip *to, const char *name, uint32_t address)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    uint8_t code[8192] = {0};
    struct image image;
    fixture_chip(to);
    snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, name);
    assert_true(image_load(path, &image, error));
    image_read(&image, address, code, sizeof code);
    assert_true(chip_poke(to, FLASH_BASE, code, sizeof code));
    reset_request(to, RESET_POWER);
    chip_run(to, to->cycle);
    image_free(&image);
}

/* --- stop before an instruction --- */

/* Runs both ways to instruction NUMBER; they are the same chip then. */
static void stop_both(uint64_t number)
{
    enum stop plain, fast;
    uint64_t until = pair.plain.cycle + 10000000;
    plain = budget_run(&pair.plain, NULL, number, until);
    fast = budget_run(&pair.fast, &pair.decoder, number, until);
    pair_compare(plain, fast);
    assert_int_equal(plain, STOP_BUDGET);
    assert_int_equal(pair.plain.cpu.instructions, number);
}

static void the_run_stops_before_an_instruction(void **state)
{
    static const char *const names[] = {"workload-mix", "workload-loop"};
    uint64_t seed = pair_seed();
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        load_firmware(&pair.plain, names[i], 0);
        pair_begin(i);
        uint64_t number = pair.plain.cpu.instructions;
        for (unsigned j = 0; j < 300; j++)
            stop_both(number += 1 + random_below(&seed, j % 3 ? 40 : 20000));
    }
}

/* The state before instruction n is the one that single steps come to. */
static void it_is_the_state_that_steps_reach(void **state)
{
    enum { COUNT = 20000 };
    static struct chip stepped;
    (void)state;
    load_firmware(&pair.plain, "workload-mix", 0);
    stepped = pair.plain;
    uint64_t number = stepped.cpu.instructions + COUNT;
    while (stepped.cpu.instructions < number)
        chip_run(&stepped, stepped.cycle + 1);
    budget_run(&pair.plain, &pair.decoder, number, NEVER);
    assert_memory_equal(&pair.plain, &stepped, sizeof stepped);
}

/* Time runs out first in sleep; a breakpoint and an event come first. */
static void other_reasons_to_stop_stay(void **state)
{
    static const uint16_t code[] = {0x3001, 0x3001, 0xBF30, STAY}; /* wfi */
    (void)state;
    fixture_chip(&chip);
    load_code(&chip, CODE, code, 4);
    jump_to(&chip, CODE);
    uint64_t number = chip.cpu.instructions;
    assert_true(chip_break_set(&chip, CODE + 2));
    assert_int_equal(budget_run(&chip, NULL, number + 2, NEVER), STOP_BREAK);
    assert_int_equal(chip.cpu.instructions, number + 1);
    assert_int_equal(budget_run(&chip, NULL, number + 2, NEVER), STOP_BUDGET);
    assert_int_equal(chip.cpu.r[CPU_PC], CODE + 4);
    uint64_t end = chip.cycle + 5000;
    assert_int_equal(budget_run(&chip, NULL, UINT64_MAX, end), STOP_BUDGET);
    assert_true(chip.cpu.sleeping);
    assert_int_equal(chip.cycle, end);
    /* passed already: nothing runs */
    assert_int_equal(budget_run(&chip, NULL, number, NEVER), STOP_BUDGET);
    assert_int_equal(chip.cycle, end);
}

/* An exception that is pending then is taken by the next run. */
static void a_pending_exception_waits(void **state)
{
    static const uint16_t code[] = {0x6008, 0xBF00, STAY}; /* str r0, [r1] */
    enum { ICSR = 0xE000ED04, PENDSVSET = 1 << 28 };
    (void)state;
    fixture_chip(&chip);
    load_code(&chip, CODE, code, 3);
    jump_to(&chip, CODE);
    chip.cpu.r[0] = PENDSVSET;
    chip.cpu.r[1] = ICSR;
    uint64_t number = chip.cpu.instructions + 1;
    assert_int_equal(budget_run(&chip, NULL, number, NEVER), STOP_BUDGET);
    assert_int_equal(chip.cpu.r[CPU_PC], CODE + 2);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(budget_run(&chip, NULL, number + 1, NEVER), STOP_BUDGET);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_PENDSV);
}

/* --- forks --- */

/* Two copies come to the same bytes, by either loop and with the same decoder;
 * what is done to one is not seen by the other. */
static void forks_go_on_by_themselves(void **state)
{
    static struct chip fork, other;
    (void)state;
    load_firmware(&chip, "workload-mix", 0);
    fast_run(&chip, &pair.decoder, chip.cycle + 50000);
    fork = other = chip;

    /* the other one is disturbed: its code, its memory, its observers */
    assert_true(watchpoint_set(&other, SRAM_BASE, SRAM_SIZE, WATCHPOINT_WRITE));
    assert_true(chip_break_set(&other, other.cpu.r[CPU_PC] + 2));
    other.watch.events = ~0u;
    uint64_t end = chip.cycle + 200000;
    for (unsigned i = 0; i < 50; i++) {
        fast_run(&chip, &pair.decoder, chip.cycle + (end - chip.cycle) / 50);
        fast_run(&other, &pair.decoder, other.cycle + 500);
        bus_physical(&other, REGION_FLASH)[0x100 + i] ^= 0xFF;
        bus_physical(&other, REGION_SRAM)[i] ^= 0xFF;
        other.events.count = 0;
    }
    fast_run(&chip, &pair.decoder, end);
    chip_run(&fork, end);
    assert_memory_equal(&chip, &fork, sizeof chip);
    assert_memory_not_equal(&chip, &other, sizeof chip);
}

/* Watchpoints, their notes and the hit that waits belong to each copy. */
static void what_is_watched_is_copied(void **state)
{
    static const uint16_t code[] = {0x6008, 0x3001, 0xE7FC}; /* str r0, [r1] */
    static struct chip fork;
    (void)state;
    fixture_chip(&chip);
    load_code(&chip, CODE, code, 3);
    jump_to(&chip, CODE);
    chip.cpu.r[0] = 7;
    chip.cpu.r[1] = SRAM_CODE;
    assert_true(watchpoint_set(&chip, SRAM_CODE, 4, WATCHPOINT_WRITE));
    assert_int_equal(run_cycles(&chip, 100), STOP_WATCHPOINT);
    fork = chip;
    watchpoint_clear(&chip);
    assert_int_equal(run_cycles(&chip, 100), STOP_BUDGET);
    assert_int_equal(run_cycles(&fork, 100), STOP_WATCHPOINT);
    assert_int_equal(watchpoint_last(&fork, SRAM_CODE)->value, 8);
    assert_null(watchpoint_last(&chip, SRAM_CODE));
}

/* --- what it costs --- */

/* The linker leads armv6m_step() here: instructions that the plain loop runs.
 */
void __real_armv6m_step(struct chip *chip);
void __wrap_armv6m_step(struct chip *chip);

static uint64_t plain_steps;

void __wrap_armv6m_step(struct chip *stepped)
{
    plain_steps++;
    __real_armv6m_step(stepped);
}

/* Of 1000 instructions under fast_run(), how many the plain loop ran. */
static unsigned plain_share(struct chip *of)
{
    uint64_t before = of->cpu.instructions, end = of->cycle + 1000000;
    plain_steps = 0;
    while (of->cycle < end) {
        fast_run(of, &pair.decoder, end);
        of->events.count = 0;
    }
    return (unsigned)(plain_steps * 1000 / (of->cpu.instructions - before));
}

static void the_fast_loop_runs_while_nobody_watches(void **state)
{
    static struct chip boot;
    (void)state;
    load_firmware(&boot, "workload-mix", 0);
    chip_copy(&chip, &boot);
    unsigned nobody = plain_share(&chip);
    print_message("%u of 1000 instructions by the plain loop\n", nobody);
    assert_true(nobody < 20);

    /* events that do not happen, a breakpoint elsewhere, a budget */
    chip_copy(&chip, &boot);
    chip.watch.events = ~0u;
    assert_true(chip_break_set(&chip, FLASH_BASE + 0xFF00));
    assert_true(plain_share(&chip) <= nobody + 1);
    chip_copy(&chip, &boot);
    uint64_t number = chip.cpu.instructions + 500000;
    plain_steps = 0;
    budget_run(&chip, &pair.decoder, number, NEVER);
    assert_int_equal(chip.cpu.instructions, number);
    assert_true(plain_steps < 500000 / 50);

    /* data that is watched: the plain loop runs all that is not left out; and
     * no longer */
    chip_copy(&chip, &boot);
    assert_true(watchpoint_set(&chip, 0x20004FF0, 4, 0));
    pair.decoder.skip.off = true;
    assert_int_equal(plain_share(&chip), 1000);
    pair.decoder.skip.off = false;
    watchpoint_clear(&chip);
    assert_true(plain_share(&chip) <= nobody + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_alias_is_reported),
        cmocka_unit_test(a_missing_vector_is_reported),
        cmocka_unit_test(the_reset_vectors_are_reported),
        cmocka_unit_test(the_rom_s_reset_vector_is_reported),
        cmocka_unit_test(vectors_nobody_asks_for_are_not_reported),
        cmocka_unit_test(what_was_not_told_is_told_later),
        cmocka_unit_test(the_run_stops_before_an_instruction),
        cmocka_unit_test(it_is_the_state_that_steps_reach),
        cmocka_unit_test(other_reasons_to_stop_stay),
        cmocka_unit_test(a_pending_exception_waits),
        cmocka_unit_test(forks_go_on_by_themselves),
        cmocka_unit_test(what_is_watched_is_copied),
        cmocka_unit_test(the_fast_loop_runs_while_nobody_watches),
    };
    return cmocka_run_group_tests_name("never translated", tests, pair_never,
                                       NULL) +
           cmocka_run_group_tests_name("at once", tests, pair_at_once, NULL);
}
