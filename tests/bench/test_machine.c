/* SPDX-License-Identifier: MIT
 *
 * Observers and copies of a machine: observers stay with their machine, copies
 * run on by themselves, and a run stops before any instruction.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/image_file.h"
#include "bench/machine.h"
#include "bench/machine_ask.h"
#include "bench/machine_debug.h"
#include "bench/machine_observe.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "bench/stm32l0/readings.h"
#include "chip/core/exception.h"

enum { ASK_MS = 8, END_MS = 20 };

static struct image image;
static struct part part;
static struct machine machine, copy, unseen;
static struct decoder decoder;

/* --- the board --- */

static int load(void **state)
{
    char error[IMAGE_ERROR_SIZE];
    (void)state;
    assert_true(part_find("stm32l073rz", &part));
    assert_true(
        image_load(BOOT0_IMAGE_DIR "/nucleo-l073rz.elf", &image, error));
    return 0;
}

static int unload(void **state)
{
    (void)state;
    image_free(&image);
    return 0;
}

/* The demo, whose button is pressed: it is reset, and the ROM is entered. */
static void start_with(struct machine *to, unsigned events)
{
    static const struct asks asks = {.count = 1,
                                     .list = {{.kind = ASK_PRESS,
                                               .at_us = 1000 * ASK_MS,
                                               .port = GPIO_C,
                                               .pin = 13}}};
    machine_start(to, &(struct machine_setup){.part = &part,
                                              .image = &image,
                                              .rom = ROM_V4_0,
                                              .wdg_sw = 1,
                                              .decoder = &decoder,
                                              .events = events});
    assert_true(machine_ask(to, &asks));
}

static void start(struct machine *to)
{
    start_with(to, 0);
}

/* How often each kind of event is reported until MS. */
struct tally {
    unsigned count[MACHINE_BEFORE + 1];
};

static struct tally run_to(struct machine *to, unsigned ms)
{
    struct tally seen = {{0}};
    struct machine_event event;
    do {
        machine_run(to, ms * PS_PER_MS, &event);
        seen.count[event.kind]++;
    } while (event.kind != MACHINE_TIME);
    return seen;
}

static void expect_same_chip(const struct machine *a, const struct machine *b)
{
    assert_int_equal(a->chip.cycle, b->chip.cycle);
    assert_int_equal(a->chip.watch.events, b->chip.watch.events);
    assert_memory_equal(&a->chip, &b->chip, sizeof a->chip);
}

/* --- an observer that counts --- */

struct counter {
    struct observer observer;
    uint64_t steps, events, reported;
};

static void count_step(struct observer *observer, struct machine *of)
{
    (void)of;
    ((struct counter *)observer)->steps++;
}

static void count_event(struct observer *observer, struct machine *of,
                        const struct event *event)
{
    (void)of;
    (void)event;
    ((struct counter *)observer)->events++;
}

static void count_machine_event(struct observer *observer, struct machine *of,
                                const struct machine_event *event)
{
    (void)of;
    (void)event;
    ((struct counter *)observer)->reported++;
}

static struct counter new_counter(void)
{
    struct counter counter = {
        .observer = {.events = 1u << EVENT_PIN | 1u << EVENT_VECTOR,
                     .ran = count_step,
                     .event = count_event,
                     .machine_event = count_machine_event},
    };
    memset(counter.observer.pins, 0xFF, sizeof counter.observer.pins);
    return counter;
}

/* --- observers --- */

/* A plain copy of an observed machine runs like one without observers. */
static void a_copy_is_not_observed(void **state)
{
    (void)state;
    struct counter counter = new_counter();
    start(&machine);
    start(&unseen);
    machine_observe(&machine, &counter.observer);
    run_to(&machine, 3);
    assert_true(counter.steps > 1000);
    struct counter then = counter;

    machine_copy(&copy, &machine);
    struct tally seen = run_to(&copy, END_MS);
    assert_memory_equal(&counter, &then, sizeof counter);
    assert_int_equal(seen.count[MACHINE_PIN], 0);
    assert_int_equal(seen.count[MACHINE_VECTOR], 0);
    run_to(&unseen, 3);
    run_to(&unseen, END_MS);
    expect_same_chip(&copy, &unseen);

    seen = run_to(&machine, END_MS); /* it is observed as before */
    assert_true(counter.steps > 2 * then.steps);
    assert_true(counter.events > then.events);
    assert_true(seen.count[MACHINE_RESET] == 1 && seen.count[MACHINE_ROM] == 1);
    assert_int_equal(machine.chip.cycle, copy.chip.cycle);
    assert_memory_equal(bus_physical(&machine.chip, REGION_SRAM),
                        bus_physical(&copy.chip, REGION_SRAM), SRAM_SIZE);
}

/* What waits on the list for the observer alone is not for the copy. */
static void a_copy_hears_only_what_it_wants(void **state)
{
    (void)state;
    struct counter counter = new_counter();
    start(&machine);
    machine_observe(&machine, &counter.observer);
    run_to(&machine, 2);
    chip_pin_drive(&machine.chip, GPIO_B, 3, true);
    assert_int_equal(machine.chip.events.count, 1);
    machine_copy(&copy, &machine);
    struct tally seen = run_to(&copy, 3);
    assert_int_equal(seen.count[MACHINE_PIN], 0);
    uint64_t before = counter.events;
    run_to(&machine, 3);
    assert_true(counter.events > before);
}

/* Back to a snapshot: the observer sees the same again. */
static void a_machine_put_back_is_observed(void **state)
{
    (void)state;
    struct counter counter = new_counter();
    start(&machine);
    machine_observe(&machine, &counter.observer);
    run_to(&machine, ASK_MS - 1);
    machine_copy(&copy, &machine);
    counter.steps = counter.events = counter.reported = 0;
    run_to(&machine, END_MS);
    struct counter first = counter;
    assert_true(first.steps && first.events && first.reported);
    machine_copy(&machine, &copy);
    counter.steps = counter.events = counter.reported = 0;
    run_to(&machine, END_MS);
    assert_memory_equal(&counter, &first, sizeof counter);
}

static void observers_are_handed_over(void **state)
{
    (void)state;
    struct counter counter = new_counter();
    start(&machine);
    machine_observe(&machine, &counter.observer);
    run_to(&machine, 3);
    uint64_t steps = counter.steps;
    machine_copy(&copy, &machine);
    machine_observe_copy(&copy);
    run_to(&copy, 4);
    assert_true(counter.steps > steps);
    machine_observe_copy(&unseen); /* no observer: nothing */
    assert_false(machine_observed(&unseen));
}

/* --- forks --- */

/* Two copies, one of which goes through the ROM first; then the other does,
 * and comes to the same. */
static void forks_come_to_the_same(void **state)
{
    (void)state;
    start(&machine);
    run_to(&machine, ASK_MS - 1);
    machine_copy(&copy, &machine);
    struct tally first = run_to(&machine, END_MS);
    assert_int_equal(first.count[MACHINE_ROM], 1);
    assert_false(copy.in_rom);
    struct tally second = run_to(&copy, END_MS);
    assert_memory_equal(&first, &second, sizeof first);
    expect_same_chip(&machine, &copy);
    /* without a decoder as well */
    start(&unseen);
    unseen.decoder = NULL;
    run_to(&unseen, ASK_MS - 1);
    run_to(&unseen, END_MS);
    expect_same_chip(&unseen, &copy);
}

/* --- stop before an instruction --- */

/* Runs to instruction NUMBER; on the way only the usual events are reported. */
static void stop_at(struct machine *to, uint64_t number)
{
    struct machine_event event;
    machine_stop_before(to, number);
    do
        machine_run(to, NEVER, &event);
    while (event.kind != MACHINE_BEFORE);
    assert_int_equal(to->chip.cpu.instructions, number);
    assert_int_equal(event.pc, to->chip.cpu.r[CPU_PC]);
}

/* With the fast loop, with the plain one, and observed: the same place. */
static void a_run_stops_before_an_instruction(void **state)
{
    (void)state;
    struct counter counter = new_counter();
    start(&machine);
    start(&copy);
    copy.decoder = NULL;
    start(&unseen);
    machine_observe(&unseen, &counter.observer);
    for (uint64_t number = 1; number < 40000; number = 2 * number + 1) {
        stop_at(&machine, number);
        stop_at(&copy, number);
        stop_at(&unseen, number);
        expect_same_chip(&machine, &copy);
        assert_int_equal(unseen.chip.cycle, machine.chip.cycle);
        assert_int_equal(unseen.chip.cpu.r[CPU_PC], machine.chip.cpu.r[CPU_PC]);
    }
    run_to(&machine, END_MS);
    start(&copy);
    run_to(&copy, END_MS);
    expect_same_chip(&machine, &copy); /* stopping changed nothing */
}

static void a_number_that_has_passed_stops_at_once(void **state)
{
    struct machine_event event;
    (void)state;
    start(&machine);
    run_to(&machine, 2);
    uint64_t cycle = machine.chip.cycle;
    machine_stop_before(&machine, 5);
    machine_run(&machine, END_MS * PS_PER_MS, &event);
    assert_int_equal(event.kind, MACHINE_BEFORE);
    assert_int_equal(machine.chip.cycle, cycle);
    machine_run(&machine, 3 * PS_PER_MS, &event); /* once */
    assert_int_equal(event.kind, MACHINE_TIME);
}

/* --- resets from outside --- */

/* A debugger may reset a board that it holds as often as it likes. */
static void resets_that_nobody_takes(void **state)
{
    struct machine_event event;
    unsigned resets = 0;
    (void)state;
    start_with(&machine, 0);
    for (unsigned i = 0; i < 2 * MACHINE_QUEUE; i++)
        machine_reset(&machine, RESET_PIN);
    machine_reset(&machine, RESET_POWER);
    do {
        machine_run(&machine, machine_ps(&machine), &event);
        resets += event.kind == MACHINE_RESET;
        if (event.kind == MACHINE_RESET)
            assert_int_equal(event.reset.kind,
                             machine.queue_count ? RESET_PIN : RESET_POWER);
    } while (event.kind != MACHINE_TIME);
    assert_int_equal(resets, MACHINE_QUEUE - MACHINE_TURN + 1);
}

/* --- vectors --- */

/* The reset of the request: through the alias that shows the flash. */
static void vectors_are_reported(void **state)
{
    struct machine_event event, vector = {.kind = MACHINE_TIME};
    (void)state;
    start_with(&machine, 1u << EVENT_VECTOR);
    do {
        machine_run(&machine, END_MS * PS_PER_MS, &event);
        if (event.kind == MACHINE_VECTOR &&
            event.vector.exception == EXCEPTION_RESET)
            vector = event;
    } while (event.kind != MACHINE_TIME);
    assert_int_equal(vector.vector.address, 4);
    assert_int_equal(vector.vector.region, REGION_ALIAS_FLASH);
    uint32_t reset;
    assert_true(chip_peek(&machine.chip, FLASH_BASE + 4, &reset, 4));
    assert_int_equal(vector.vector.word, reset);
}

/* --- operations on the NVM --- */

static void store(struct machine *to, uint32_t address, uint32_t value)
{
    assert_true(bus_write(&to->chip, address, 4, value));
}

/* Their beginning and end are events for who asks; nobody else sees any. */
static void nvm_operations_are_events(void **state)
{
    enum { PEKEYR = 0x4002200C, EEPROM = 0x08080004 };
    static const unsigned wanted[] = {0, 1u << EVENT_NVM};
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct machine_event event;
        start_with(&machine, wanted[i]);
        store(&machine, PEKEYR, 0x89ABCDEF);
        store(&machine, PEKEYR, 0x02030405);
        store(&machine, EEPROM, 1);
        unsigned seen = 0;
        do {
            machine_run(&machine, 7 * PS_PER_MS, &event);
            if (event.kind != MACHINE_NVM)
                continue;
            assert_int_equal(event.nvm.operation, FLASH_EEPROM_WRITE);
            assert_int_equal(event.nvm.address, EEPROM);
            assert_int_equal(event.nvm.begins, seen == 0);
            seen++;
        } while (event.kind != MACHINE_TIME);
        assert_int_equal(seen, 2 * i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nvm_operations_are_events),
        cmocka_unit_test(a_copy_is_not_observed),
        cmocka_unit_test(a_copy_hears_only_what_it_wants),
        cmocka_unit_test(a_machine_put_back_is_observed),
        cmocka_unit_test(observers_are_handed_over),
        cmocka_unit_test(forks_come_to_the_same),
        cmocka_unit_test(a_run_stops_before_an_instruction),
        cmocka_unit_test(a_number_that_has_passed_stops_at_once),
        cmocka_unit_test(resets_that_nobody_takes),
        cmocka_unit_test(vectors_are_reported),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
