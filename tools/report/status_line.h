/* SPDX-License-Identifier: MIT
 *
 * The last line of the terminal: the state of the board while it runs. The
 * other lines scroll above it (ECMA-48, and DECSTBM of DEC's VT100, which every
 * terminal emulator has).
 */
#ifndef TOOLS_REPORT_STATUS_LINE_H
#define TOOLS_REPORT_STATUS_LINE_H

#include <stdbool.h>

#include "bench/machine.h"
#include "tools/host/terminal.h"
#include "tools/report/led.h"

enum { STATUS_LINE_TEXT = 512 };

struct status_line {
    int screen;       /* the terminal; -1 = there is no status line */
    bool coloured;    /* NO_COLOR is not set */
    unsigned rows;    /* of the window for which it is drawn; 0 = for none */
    unsigned columns; /* and its columns */
    char shown[STATUS_LINE_TEXT];
};

/* What the machine alone does not say. */
struct status_board {
    const struct machine *machine;
    const char *rom;       /* "V4.1" */
    const struct led *led; /* NULL = nobody follows it */
    bool pressed;          /* B1 */
    bool held;             /* a debugger holds the chip */
};

/* Makes a status line on SCREEN, a descriptor, if it is a terminal that can
 * have one (TERM is not dumb). False: there is none. */
bool status_line_open(struct status_line *status, int screen);

/* Draws the line if the window or the text has changed. TERMINAL learns how to
 * remove it. */
void status_line_draw(struct status_line *status,
                      const struct status_board *board,
                      struct terminal *terminal);

/* The terminal was left and is back: everything is drawn anew. */
void status_line_again(struct status_line *status);

/* Formats the state of the board in at most COLUMNS columns: what does not fit
 * is left out. */
void status_line_text(const struct status_board *board, unsigned columns,
                      char text[STATUS_LINE_TEXT]);

#endif
