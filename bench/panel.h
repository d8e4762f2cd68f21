/* SPDX-License-Identifier: MIT
 *
 * What a hand does to the board while it runs: its button, NRST, the supply,
 * the BOOT0 pin, a text on a serial line. The clock is the machine's: a press
 * ends when panel_attend() finds that its time is over.
 */
#ifndef BENCH_PANEL_H
#define BENCH_PANEL_H

#include "bench/ask.h"
#include "bench/machine.h"

struct panel {
    struct machine *machine;
    bool down;           /* a finger is on the button, */
    uint64_t release_ps; /* until then; NEVER = until it is released */
};

void panel_open(struct panel *panel, struct machine *machine);

/* Returns the name of the board's button, or NULL: it has none. */
const char *panel_button(const struct panel *panel);

/* Presses the button for MS ms; 0 = until panel_release(). */
void panel_press(struct panel *panel, unsigned ms);
void panel_release(struct panel *panel);

/* True: a press has ended just now. */
bool panel_attend(struct panel *panel);

/* Pull NRST, switch the supply off and on. The machine reports the reset. */
void panel_reset(struct panel *panel);
void panel_power(struct panel *panel);

/* Sends TEXT on a line, at its speed. Returns how many bytes fitted. */
size_t panel_send(struct panel *panel, unsigned usart, const char *text);

/* Changes the level of the BOOT0 pin; returns the new one. */
bool panel_boot0(struct panel *panel);

#endif
