/* SPDX-License-Identifier: MIT */
#include "tools/demo_usart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/family.h"
#include "chip/boards.h"
#include "tools/die.h"
#include "tools/report/report.h"

enum {
    ASK_MS = 700,   /* from power-on: LD2 has blinked by then */
    REACH_MS = 200, /* from the ask to the ROM, at most */
    STAY_MS = 20,   /* a ROM that has not left by then stays */
    RUN_MS = 700    /* how long the new application is watched */
};

/* A press of the board's button, or without one the line that the demo
 * application takes for it. */
static struct ask ask_of(const struct board_info *board)
{
    static char line[] = "update\n";
    const struct board_pin *button = &board->button;
    if (board->has_button)
        return (struct ask){.kind = ASK_PRESS,
                            .at_us = ASK_MS * 1000,
                            .port = button->port,
                            .pin = button->number,
                            .high = !button->active_low};
    return (struct ask){.kind = ASK_SEND,
                        .at_us = ASK_MS * 1000,
                        .usart = board->usart + 1u,
                        .text = line};
}

static void set_stage(struct stage *stage, const char *title,
                      const struct image *image, unsigned rom)
{
    static struct asks asks;
    asks = (struct asks){.count = 1, .list = {ask_of(stage->board)}};
    stage_set(stage, title, image, rom, &asks);
}

/* Waits for the ask, the request, the reset and the ROM. */
static bool enter_rom(struct stage *stage)
{
    if (stage_turn_to(stage, 1u << MACHINE_ROM,
                      (ASK_MS + REACH_MS) * PS_PER_MS) != MACHINE_ROM)
        return stage_failed(stage, "the ROM was not entered");
    return true;
}

static bool has_left(struct stage *stage)
{
    return stage_turn_for(stage, 1u << MACHINE_LEFT | 1u << MACHINE_LOCKUP,
                          STAY_MS) != MACHINE_TIME ||
           terminal_ended();
}

/* A ROM that waits for an oscillator answers late: the timeline says when. */
static bool stay_in_rom(struct stage *stage)
{
    const struct machine *machine = &stage->machine;
    const struct timeline_visit *visit = &stage->timeline.visit;
    uint64_t limit_ps =
        machine_ps(machine) + family_of(&machine->chip)->deaf_ms * PS_PER_MS;
    do
        if (has_left(stage))
            return stage_failed(stage, "the ROM did not stay");
    while (!visit->ready && machine_ps(machine) < limit_ps);
    return visit->ready || stage_failed(stage, "the ROM does not answer 0x7F");
}

/* --- stm32flash --- */

static bool run_client(struct stage *stage, char *port)
{
    char *command[] = {
        "stm32flash",     "-m", "8n1", "-b",         "115200", "-w",
        stage->new_image, "-v", "-g",  "0x08000000", port,     NULL};
    return stage_run_client(stage, command);
}

static bool program(struct stage *stage)
{
    struct pty pty;
    struct cable cable;
    char error[IMAGE_ERROR_SIZE];
    if (!pty_open(&pty, MACHINE_BAUD, error, sizeof error))
        return stage_failed(stage, error);
    unsigned usart = family_of(&stage->machine.chip)->usart;
    cable_to_pty(&cable, &stage->machine, usart, &pty);
    cable.shown = true;
    event_loop_connect(&stage->loop, &cable, PACE_MAX);
    bool done = run_client(stage, pty.path);
    event_loop_disconnect(&stage->loop, usart, PACE_MAX);
    pty_close(&pty);
    return done;
}

/* --- the chapters --- */

/* Waits for the new application, which may have started while stm32flash was
 * still ending. */
static bool watch_new(struct stage *stage)
{
    const struct machine *machine = &stage->machine;
    stage_turn_for(stage, 0, RUN_MS);
    timeline_flush(&stage->timeline, true);
    if (!stage_is_programmed(stage))
        return stage_failed(stage, "version 2 is not in the flash");
    if (!machine->main_reported || machine->in_rom)
        return stage_failed(stage, "version 2 does not run");
    if (!strstr(stage->timeline.text[stage->board->usart].last, "v2"))
        return stage_failed(stage, "version 2 did not print its banner");
    return true;
}

static bool with_library(struct stage *stage, unsigned rom)
{
    set_stage(stage, stage->story->library, &stage->v1, rom);
    return enter_rom(stage) && stay_in_rom(stage) && program(stage) &&
           watch_new(stage);
}

static bool plain_jump_bounces(struct stage *stage)
{
    if (stage_turn_for(stage, 1u << MACHINE_LEFT, STAY_MS) != MACHINE_LEFT)
        return stage_failed(stage, "the ROM did not give the chip back");
    if (stage_turn_for(stage, 1u << MACHINE_MAIN, RUN_MS) != MACHINE_MAIN)
        return stage_failed(stage, "the application did not start again");
    return true;
}

static bool plain_jump(struct stage *stage, const struct demo_chapter *chapter)
{
    set_stage(stage, stage->story->question, &stage->plain, chapter->rom);
    return enter_rom(stage) &&
           (chapter->bounces ? plain_jump_bounces(stage) : stay_in_rom(stage));
}

int demo_usart(struct stage *stage)
{
    unsigned good = 0, count = stage->story->chapter_count;
    for (unsigned i = 0; i < count && !terminal_ended(); i++) {
        const struct demo_chapter *chapter = &stage->story->chapters[i];
        good += chapter->plain ? plain_jump(stage, chapter)
                               : with_library(stage, chapter->rom);
    }
    printf("\n%u of %u ended as they should, on a virtual chip with a model of "
           "the ROM\n(%u readings, %u confirmed on silicon).\n",
           good, count, report_readings(&stage->part),
           report_confirmed(&stage->part));
    return good == count ? 0 : EXIT_FAILED;
}
