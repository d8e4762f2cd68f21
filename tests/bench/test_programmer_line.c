/* SPDX-License-Identifier: MIT
 *
 * A short update over a line that loses, doubles, changes or delays its nth
 * byte, in either direction, for every n. The session must end in bounded time,
 * as done with the right flash or with an error, and the next session, over a
 * good line, must finish without a reset.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/stm32l0/readings.h"
#include "tests/bench/programmer_fixture.h"

enum fault { LOST, DOUBLED, CHANGED, INVERTED, DELAYED, LATE, FAULTS };
static const char *const fault_names[FAULTS] = {
    "lost", "doubled", "changed", "inverted", "delayed", "late"};
static enum fault fault_now;
static enum programmer_end first_end;

enum {
    END_MS = 60000, /* that a session may take */
    DELAY_MS = 150, /* less than an answer may take, more than a pad's, */
    LATE_MS = 5000, /* and more than any answer of a short list */
    POLL_US = 50,
    BASE = 0x08000000,
    PAGE = 128
};

/* A line of which the nth byte, counted in both directions, is at fault. */
struct line {
    enum fault fault;
    unsigned nth, count;
    bool shown; /* byte by byte, on stdout */
    /* Held back, with what comes behind it: */
    bool to_rom;
    unsigned held;
    uint8_t bytes[150000];
    uint64_t until_us;
};

static struct line line;
static struct machine ready; /* the ROM waits for 0x7F */
static struct image small;   /* two pages, half a page of zeros in the first */
static uint8_t bytes[2 * PAGE + 64];
static struct image_segment segment = {BASE, sizeof bytes, bytes};

static const struct programmer_setup setup = {.link = PROGRAMMER_USART,
                                              .image = &small,
                                              .policy = FLASH_POLICY_FIRST_LAST,
                                              .verify = true,
                                              .start = false};

static uint64_t now_us(void)
{
    return machine_ps(&machine) / PS_PER_US;
}

static void pass(bool to_rom, uint8_t byte)
{
    if (to_rom)
        machine_send(&machine, USART_2, &byte, 1);
    else
        programmer_input(programmer, now_us(), &byte, 1);
}

static void hold(bool to_rom, uint8_t byte)
{
    line.to_rom = to_rom;
    assert_in_range(line.held, 0, sizeof line.bytes - 1);
    line.bytes[line.held++] = byte;
}

static void delay(bool to_rom, uint8_t byte)
{
    hold(to_rom, byte);
    line.until_us = now_us() + (line.fault == LATE ? LATE_MS : DELAY_MS) * 1000;
}

static void carry(bool to_rom, uint8_t byte)
{
    bool behind = line.held && line.to_rom == to_rom;
    if (line.shown)
        printf("%10llu %s %02X\n", (unsigned long long)now_us(),
               to_rom ? ">" : "    <", byte);
    bool hit = line.fault < FAULTS && line.count == line.nth;
    line.count++;
    if (!hit || behind) {
        if (behind)
            hold(to_rom, byte);
        else
            pass(to_rom, byte);
        return;
    }
    switch (line.fault) {
    case LOST: break;
    case DOUBLED:
        pass(to_rom, byte);
        pass(to_rom, byte);
        break;
    case CHANGED: pass(to_rom, byte ^ 0x04); break;
    case INVERTED: pass(to_rom, byte ^ 0xFF); break;
    default: delay(to_rom, byte);
    }
}

static void release(void)
{
    if (!line.held || now_us() < line.until_us)
        return;
    for (unsigned i = 0; i < line.held; i++)
        pass(line.to_rom, line.bytes[i]);
    line.held = 0;
}

static void turn(void)
{
    struct machine_event event;
    uint8_t byte;
    release();
    while (machine_take(&machine, USART_2, &byte, 1))
        carry(false, byte);
    while (programmer_output(programmer, now_us(), &byte, 1))
        carry(true, byte);
    machine_run(&machine, machine_ps(&machine) + POLL_US * PS_PER_US, &event);
    programmer_time(programmer, now_us());
}

/* Returns false for a session that does not end. */
static bool run_line(const struct programmer_setup *wanted)
{
    uint64_t end = now_us() + END_MS * 1000ull;
    programmer_machine_begin(&bench, &machine, wanted, USART_2);
    while (!programmer_ended(programmer) && now_us() < end)
        turn();
    return programmer_ended(programmer);
}

/* All that is not in the pages of the image is as it was. */
static bool is_kept(void)
{
    enum { OTHERS = 3 * PAGE };
    return memcmp(bus_physical(&machine.chip, REGION_FLASH) + OTHERS,
                  bus_physical(&ready.chip, REGION_FLASH) + OTHERS,
                  192 * 1024 - OTHERS) == 0 &&
           memcmp(bus_physical(&machine.chip, REGION_EEPROM),
                  bus_physical(&ready.chip, REGION_EEPROM), EEPROM_SIZE) == 0 &&
           memcmp(bus_physical(&machine.chip, REGION_OPTION),
                  bus_physical(&ready.chip, REGION_OPTION), 32) == 0;
}

static bool is_as_before(void)
{
    return memcmp(bus_physical(&machine.chip, REGION_FLASH),
                  bus_physical(&ready.chip, REGION_FLASH), 192 * 1024) == 0;
}

/* What the session says of the flash is true. */
static bool is_honest(void)
{
    if (programmer->end == PROGRAMMER_DONE)
        return has_image(&small) &&
               programmer_flash(programmer) == PROGRAMMER_WHOLE;
    return programmer_flash(programmer) != PROGRAMMER_UNCHANGED ||
           is_as_before();
}

static void fail_with(const char *what)
{
    char text[PROGRAMMER_ERROR_SIZE];
    programmer_describe(programmer, text, sizeof text);
    fail_msg("%s (first %d, end %d, %s): "
             "build/tests/test_programmer_line %s %u",
             what, (int)first_end, (int)programmer->end, text,
             fault_names[fault_now], line.nth);
}

static void check_session(void)
{
    if (!run_line(&setup))
        fail_with("the session does not end");
    if (!is_honest())
        fail_with("the flash is not what the session says");
    if (!is_kept())
        fail_with("something else has changed");
    if (programmer->end == PROGRAMMER_DONE)
        return;
    first_end = programmer->end;
    line.fault = FAULTS;
    if (!run_line(&setup) || programmer->end != PROGRAMMER_DONE ||
        !has_image(&small))
        fail_with("a second session does not finish");
}

static int prepare(void **state)
{
    struct machine_event event;
    load_images(state);
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + 1);
    memset(bytes + 64, 0, 64);
    small = (struct image){
        .path = "small.bin", .segments = &segment, .segment_count = 1};
    start_rom(ROM_V4_1, (struct readings){{0}});
    while (machine_ps(&machine) < 5 * PS_PER_MS)
        machine_run(&machine, 5 * PS_PER_MS, &event);
    machine_copy(&ready, &machine);
    return 0;
}

static unsigned good_session(void)
{
    machine_copy(&machine, &ready);
    line = (struct line){.fault = FAULTS};
    assert_true(run_line(&setup));
    expect_end(PROGRAMMER_DONE);
    return line.count;
}

static void a_good_line_needs_no_retry(void **state)
{
    static const struct client_counts none;
    (void)state;
    good_session();
    const struct client_counts counts = programmer_counts(programmer);
    assert_memory_equal(&counts, &none, sizeof none);
    assert_int_equal(programmer->repairs, 0);
}

/* Some bytes of each part of the session; `test_programmer_line all` takes them
 * all, 7,000 sessions. */
static unsigned stride = 7 * TEST_STRIDE;

static void every_byte(enum fault fault)
{
    unsigned ends[PROGRAMMER_MISMATCH + 1] = {0};
    unsigned count = good_session();
    fault_now = fault;
    for (unsigned n = 0; n < count; n += stride) {
        machine_copy(&machine, &ready);
        line = (struct line){.fault = fault, .nth = n};
        check_session();
        ends[programmer->end]++;
    }
    print_message("%s: %u bytes", fault_names[fault], count);
    for (unsigned i = 0; i <= PROGRAMMER_MISMATCH; i++)
        if (ends[i])
            print_message(", end %u: %u", i, ends[i]);
    print_message("\n");
}

static void a_lost_byte(void **state)
{
    (void)state;
    every_byte(LOST);
}

static void a_byte_twice(void **state)
{
    (void)state;
    every_byte(DOUBLED);
}

static void a_wrong_byte(void **state)
{
    (void)state;
    every_byte(CHANGED);
    every_byte(INVERTED);
}

static void a_byte_that_is_late(void **state)
{
    (void)state;
    every_byte(DELAYED);
    every_byte(LATE);
}

/* test_programmer_line FAULT N, as a failure prints it. */
static int replay(const char *fault, const char *nth)
{
    void *state = NULL;
    prepare(&state);
    for (unsigned i = 0; i < FAULTS; i++)
        if (strcmp(fault, fault_names[i]) == 0)
            fault_now = (enum fault)i;
    machine_copy(&machine, &ready);
    line = (struct line){.fault = fault_now,
                         .nth = (unsigned)strtoul(nth, NULL, 10),
                         .shown = true};
    check_session();
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3)
        return replay(argv[1], argv[2]);
    if (argc == 2 && strcmp(argv[1], "all") == 0)
        stride = 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_line_needs_no_retry),
        cmocka_unit_test(a_lost_byte),
        cmocka_unit_test(a_byte_twice),
        cmocka_unit_test(a_wrong_byte),
        cmocka_unit_test(a_byte_that_is_late),
    };
    return cmocka_run_group_tests(tests, prepare, free_images);
}
