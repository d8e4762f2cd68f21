/* SPDX-License-Identifier: MIT
 *
 * The hand on the board of `boot0 run`: keys that act on it while it runs, and
 * the status line that shows it, where there is a terminal for them.
 */
#ifndef TOOLS_RUN_LIVE_H
#define TOOLS_RUN_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/panel.h"
#include "tools/host/event_loop.h"
#include "tools/host/keyboard.h"
#include "tools/report/status_line.h"

struct run_live {
    struct timeline *timeline;
    struct terminal *terminal;
    struct keyboard keyboard;
    struct status_line status;
    struct panel *panel;
    char rom[16]; /* its name */
    int ready;    /* to poll: a key, or what loop.other was; -1 = no keys */
    uint64_t looked_ps; /* host time of the last look at keys and screen */
};

/* Makes LIVE one without keys and status line. */
void run_live_none(struct run_live *live);

/* Starts with PANEL, on the machine and the timeline of LOOP, which is
 * connected to all else. SHARED: a serial line of the board is on the terminal,
 * too. SCREEN is where the status line may be; -1 = it may not. */
void run_live_open(struct run_live *live, struct event_loop *loop,
                   struct panel *panel, struct terminal *terminal, bool shared,
                   int screen);

/* Does what the keys say, and draws. HELD: a debugger holds the chip. False:
 * quit. */
bool run_live_turn(struct run_live *live, bool held);

/* Removes the status line and gives the keys back. */
void run_live_close(struct run_live *live);

#endif
