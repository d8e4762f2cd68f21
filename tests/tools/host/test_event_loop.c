/* SPDX-License-Identifier: MIT
 *
 * The event loop beside a client on a pty: a client that thinks is not billed
 * more virtual time than it took, and DTR and RTS reset the chip.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "tests/tools/host/rom_desk.h"
#include "tools/host/event_loop.h"

enum { TURNS = 20000, ANSWER_MS = 20 };

static struct rom_desk desk;
static struct event_loop loop;
static unsigned resets;

static int set_up(void **state)
{
    (void)state;
    int failed = rom_desk_open(&desk);
    event_loop_open(&loop, &desk.machine, NULL, NULL);
    event_loop_connect(&loop, &desk.cable, PACE_MAX);
    resets = 0;
    return failed;
}

static int tear_down(void **state)
{
    (void)state;
    rom_desk_close(&desk);
    return 0;
}

static void turn(void)
{
    struct machine_event event;
    event_loop_turn(&loop, NEVER, &event);
    resets += event.kind == MACHINE_RESET;
}

static void turn_until(uint64_t ps)
{
    while (machine_ps(&desk.machine) < ps)
        turn();
}

/* The client sends the bytes and gets SIZE bytes of an answer. */
static void ask(const void *bytes, size_t count, size_t size)
{
    uint8_t answer[32];
    assert_int_equal(write(desk.client, bytes, count), count);
    for (unsigned i = 0; i < TURNS && size; i++) {
        turn();
        ssize_t got = read(desk.client, answer, size);
        size -= got > 0 ? (size_t)got : 0;
    }
    assert_int_equal(size, 0);
}

/* The turns that pass until the host has waited for the client in vain, and
 * then more, take no more virtual time than time of the clock. */
static void to_think_takes_as_long_as_it_takes(void **state)
{
    (void)state;
    turn_until(ANSWER_MS * PS_PER_MS);
    ask("\x7F", 1, 1);
    for (unsigned i = 0; i < 8; i++) {
        uint64_t host_ps = pace_host_ps(); /* before the pace starts again */
        ask("\x00\xFF", 2, 15);
        uint64_t ps = machine_ps(&desk.machine);
        do
            turn();
        while (pace_host_ps() < host_ps + 8 * PS_PER_MS);
        uint64_t thought_ps = pace_host_ps() - host_ps;
        assert_in_range((machine_ps(&desk.machine) - ps) / PS_PER_US, 0,
                        thought_ps / PS_PER_US);
    }
}

/* While NRST is low time stands still, and bytes are lost. */
static void dtr_and_rts_reset_the_chip(void **state)
{
    struct line_signals *signals = &desk.cable.jack.set.signals;
    (void)state;
    turn_until(ANSWER_MS * PS_PER_MS);
    *signals =
        (struct line_signals){.rts_set = true}; /* the board's own high */
    turn();
    assert_true(desk.machine.chip.board.boot0);
    loop.reset_lines.idle_boot0 = false;
    turn();
    assert_false(desk.machine.chip.board.boot0);
    signals->dtr_set = signals->dtr = true;
    turn();
    uint64_t ps = machine_ps(&desk.machine);
    assert_int_equal(write(desk.client, "\x7F", 1), 1);
    for (unsigned i = 0; i < 5; i++)
        turn();
    assert_int_equal(machine_ps(&desk.machine), ps);
    assert_int_equal(resets, 0);
    signals->dtr = false;
    signals->rts = true;
    for (unsigned i = 0; i < 5; i++)
        turn();
    assert_int_equal(resets, 1);
    assert_true(serial_idle(&desk.machine.chip, USART_2));
    assert_true(desk.machine.chip.board.boot0);
    assert_true(desk.machine.in_rom);
    *signals = (struct line_signals){.dtr_set = false}; /* the client goes */
    turn();
    assert_false(desk.machine.chip.board.boot0);
}

static void both_can_be_inverted(void **state)
{
    struct line_signals *signals = &desk.cable.jack.set.signals;
    (void)state;
    desk.cable.dtr_inverted = desk.cable.rts_inverted = true;
    loop.reset_lines.idle_boot0 = false;
    *signals = (struct line_signals){
        .dtr_set = true, .dtr = true, .rts_set = true, .rts = true};
    turn();
    assert_false(loop.reset_lines.nrst_low);
    assert_false(desk.machine.chip.board.boot0);
    signals->dtr = signals->rts = false;
    turn();
    assert_true(loop.reset_lines.nrst_low);
    assert_true(desk.machine.chip.board.boot0);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    static const struct CMUnitTest tests[] = {
        TEST(to_think_takes_as_long_as_it_takes),
        TEST(dtr_and_rts_reset_the_chip),
        TEST(both_can_be_inverted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
