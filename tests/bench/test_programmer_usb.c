/* SPDX-License-Identifier: MIT
 *
 * A short update over USB of which the nth control transfer is stalled, is lost
 * before the device gets it, or after the device has answered, for every n. The
 * session must end as done with the right flash or with an error, and the next
 * session must finish without a reset.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/stm32l0/readings.h"
#include "tests/bench/programmer_fixture.h"

enum fault { STALL, LOST, UNHEARD, FAULTS };
static const char *const fault_names[FAULTS] = {"stall", "lost", "unheard"};

enum { END_MS = 60000, POLL_US = 50, PAGE = 128 };

static enum fault fault;
static unsigned nth, count;
static struct machine ready; /* the ROM, found by the host */
static uint8_t bytes[2 * PAGE + 64];
static struct image_segment segment = {FLASH_BASE, sizeof bytes, bytes};
static struct image small = {
    .path = (char[]){"small.bin"}, .segments = &segment, .segment_count = 1};

static const struct programmer_setup setup = {.link = PROGRAMMER_USB,
                                              .image = &small,
                                              .policy = FLASH_POLICY_FIRST_LAST,
                                              .verify = true};

static uint64_t now_us(void)
{
    return machine_ps(&machine) / PS_PER_US;
}

/* Makes the transfer; true: the device has answered it. */
static bool make(const struct dfuse_transfer *wanted,
                 struct usb_transfer *transfer)
{
    struct machine_event event;
    uint64_t until = machine_ps(&machine) + 1000 * PS_PER_MS;
    *transfer = (struct usb_transfer){.kind = USB_CONTROL,
                                      .in = wanted->setup[0] >> 7,
                                      .length = wanted->length,
                                      .data = wanted->data};
    memcpy(transfer->setup, wanted->setup, sizeof transfer->setup);
    if (!machine_usb_submit(&machine, transfer))
        return false;
    while (machine_ps(&machine) < until) {
        machine_run(&machine, machine_ps(&machine) + POLL_US * PS_PER_US,
                    &event);
        if (machine_usb_take(&machine, transfer))
            return true;
    }
    return false;
}

static void answer(enum dfuse_end end, size_t actual)
{
    programmer_answer(programmer, now_us(), end, actual);
}

static void carry(const struct dfuse_transfer *wanted)
{
    struct usb_transfer transfer;
    bool hit = count++ == nth;
    if (hit && fault != UNHEARD)
        answer(fault == STALL ? DFUSE_STALLED : DFUSE_TIMEOUT, 0);
    else if (!make(wanted, &transfer) || hit)
        answer(DFUSE_TIMEOUT, 0);
    else
        answer(transfer.status == USB_DONE ? DFUSE_OK : DFUSE_STALLED,
               transfer.actual);
}

static void turn(void)
{
    struct dfuse_transfer wanted;
    struct machine_event event;
    if (programmer_transfer(programmer, now_us(), &wanted)) {
        carry(&wanted);
        return;
    }
    machine_run(&machine, machine_ps(&machine) + POLL_US * PS_PER_US, &event);
    programmer_time(programmer, now_us());
}

static bool run_bus(void)
{
    uint64_t end = now_us() + END_MS * 1000ull;
    programmer_begin(programmer, &setup, now_us());
    while (!programmer_ended(programmer) && now_us() < end)
        turn();
    return programmer_ended(programmer);
}

static bool is_as_before(uint32_t from)
{
    return memcmp(bus_physical(&machine.chip, REGION_FLASH) + from,
                  bus_physical(&ready.chip, REGION_FLASH) + from,
                  192 * 1024 - from) == 0;
}

static bool is_honest(void)
{
    if (programmer->end == PROGRAMMER_DONE)
        return has_image(&small) &&
               programmer_flash(programmer) == PROGRAMMER_WHOLE;
    return programmer_flash(programmer) != PROGRAMMER_UNCHANGED ||
           is_as_before(0);
}

static void fail_with(const char *what)
{
    char text[PROGRAMMER_ERROR_SIZE];
    programmer_describe(programmer, text, sizeof text);
    fail_msg("%s (end %d, %s): build/tests/test_programmer_usb %s %u", what,
             (int)programmer->end, text, fault_names[fault], nth);
}

static void check_session(void)
{
    unsigned faulty = nth;
    machine_copy(&machine, &ready);
    count = 0;
    if (!run_bus())
        fail_with("the session does not end");
    if (!is_honest())
        fail_with("the flash is not what the session says");
    if (!is_as_before(3 * PAGE))
        fail_with("something else has changed");
    if (programmer->end == PROGRAMMER_DONE)
        return;
    nth = UINT32_MAX;
    bool good = run_bus() && programmer->end == PROGRAMMER_DONE;
    nth = faulty;
    if (!good || !has_image(&small))
        fail_with("a second session does not finish");
}

static int prepare(void **state)
{
    load_images(state);
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + 1);
    start_rom(ROM_V4_1, (struct readings){{0}});
    machine_usb_plug(&machine, true);
    run_ms(600);
    assert_int_equal(machine.usb.port, USB_PORT_READY);
    machine_copy(&ready, &machine);
    return 0;
}

static void every_transfer(void **state)
{
    unsigned ends[PROGRAMMER_MISMATCH + 1] = {0};
    (void)state;
    nth = UINT32_MAX;
    check_session();
    unsigned transfers = count;
    for (nth = 0; nth < transfers; nth++) {
        check_session();
        ends[programmer->end]++;
    }
    print_message("%s: %u transfers, %u done at once\n", fault_names[fault],
                  transfers, ends[PROGRAMMER_DONE]);
}

static void a_stall(void **state)
{
    fault = STALL;
    every_transfer(state);
}

static void a_lost_transfer(void **state)
{
    fault = LOST;
    every_transfer(state);
}

static void a_lost_answer(void **state)
{
    fault = UNHEARD;
    every_transfer(state);
}

/* test_programmer_usb FAULT N, as a failure prints it. */
static int replay(const char *name, const char *number)
{
    void *state = NULL;
    prepare(&state);
    for (unsigned i = 0; i < FAULTS; i++)
        if (strcmp(name, fault_names[i]) == 0)
            fault = (enum fault)i;
    nth = (unsigned)strtoul(number, NULL, 10);
    check_session();
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stall),
        cmocka_unit_test(a_lost_transfer),
        cmocka_unit_test(a_lost_answer),
    };
    if (argc == 3)
        return replay(argv[1], argv[2]);
    return cmocka_run_group_tests(tests, prepare, free_images);
}
