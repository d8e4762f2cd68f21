/* SPDX-License-Identifier: MIT
 *
 * What a program sets of a terminal, as RFC 2217 sets it: speed, frame, modem
 * lines. A pseudo-terminal keeps the rest, and would drop the parity.
 */
#ifndef TOOLS_LIBTTY_SETTING_H
#define TOOLS_LIBTTY_SETTING_H

#include "tools/libtty/line.h"

struct termios2;

/* Gets and sets all of it, as TCGETS2 and TCSETS2 do. Returns 0, or an errno.
 */
void setting_get(struct line *line, struct termios2 *termios);
int setting_put(struct line *line, const struct termios2 *termios);

/* The settings of a terminal that was just opened. */
void setting_start(struct line *line);

/* Returns TIOCM bits: what the program has set, and what the server notifies.
 */
int setting_signals(struct line *line);

/* Sets DTR and RTS as far as they are in WHICH. Returns 0, or an errno. */
int setting_put_signals(struct line *line, int which, int signals);

#endif
