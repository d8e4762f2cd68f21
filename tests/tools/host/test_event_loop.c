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

#include "bench/image_file.h"
#include "bench/machine_setup.h"
#include "tools/host/event_loop.h"

enum { TURNS = 20000, ANSWER_MS = 20 };

static struct {
    struct machine machine;
    struct image image;
    struct part part;
    struct pty pty;
    struct cable cable;
    struct event_loop loop;
    unsigned resets;
    int client;
} desk;

/* The ROM waits for a client. */
static int set_up(void **state)
{
    char error[IMAGE_ERROR_SIZE];
    (void)state;
    assert_true(
        image_load(BOOT0_IMAGE_DIR "/nucleo-l073rz.elf", &desk.image, error));
    assert_true(part_find("stm32l073rz", &desk.part));
    assert_true(pty_open(&desk.pty, MACHINE_BAUD, error, sizeof error));
    machine_start(&desk.machine, &(struct machine_setup){
                                     .part = &desk.part,
                                     .image = &desk.image,
                                     .rom = ROM_V4_1,
                                     .boot0 = true,
                                     .wdg_sw = 1,
                                 });
    event_loop_open(&desk.loop, &desk.machine, NULL, NULL);
    cable_to_pty(&desk.cable, &desk.machine, USART_2, &desk.pty);
    event_loop_connect(&desk.loop, &desk.cable, PACE_MAX);
    desk.client = open(desk.pty.path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    desk.resets = 0;
    return desk.client < 0;
}

static int tear_down(void **state)
{
    (void)state;
    close(desk.client);
    pty_close(&desk.pty);
    image_free(&desk.image);
    return 0;
}

static void turn(void)
{
    struct machine_event event;
    event_loop_turn(&desk.loop, NEVER, &event);
    desk.resets += event.kind == MACHINE_RESET;
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
    desk.loop.reset_lines.idle_boot0 = false;
    turn();
    assert_false(desk.machine.chip.board.boot0);
    signals->dtr_set = signals->dtr = true;
    turn();
    uint64_t ps = machine_ps(&desk.machine);
    assert_int_equal(write(desk.client, "\x7F", 1), 1);
    for (unsigned i = 0; i < 5; i++)
        turn();
    assert_int_equal(machine_ps(&desk.machine), ps);
    assert_int_equal(desk.resets, 0);
    signals->dtr = false;
    signals->rts = true;
    for (unsigned i = 0; i < 5; i++)
        turn();
    assert_int_equal(desk.resets, 1);
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
    desk.loop.reset_lines.idle_boot0 = false;
    *signals = (struct line_signals){
        .dtr_set = true, .dtr = true, .rts_set = true, .rts = true};
    turn();
    assert_false(desk.loop.reset_lines.nrst_low);
    assert_false(desk.machine.chip.board.boot0);
    signals->dtr = signals->rts = false;
    turn();
    assert_true(desk.loop.reset_lines.nrst_low);
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
