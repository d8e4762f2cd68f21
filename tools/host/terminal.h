/* SPDX-License-Identifier: MIT
 *
 * The terminal that boot0 runs in: passes the signals that end boot0 to the
 * event loop, and gives raw input to a firmware's UART. Ctrl-C stays a signal.
 */
#ifndef TOOLS_HOST_TERMINAL_H
#define TOOLS_HOST_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

struct terminal {
    int signals; /* to poll: readable after a signal that ends boot0 */
    bool raw;
    struct termios saved;
};

/* Takes over the signals: SIGINT, SIGTERM and SIGHUP no longer kill boot0, but
 * make `signals` readable and interrupt waiting calls (EINTR); SIGPIPE becomes
 * an error of the write. One terminal at a time. */
void terminal_open(struct terminal *terminal);
/* Restores the old handling of signals, and the terminal's settings. */
void terminal_close(struct terminal *terminal);

/* True after a signal that ends boot0; never false again. */
bool terminal_ended(void);

/* Switches standard input to single bytes without echo, if it is a terminal.
 * False: boot0 runs in the background of that terminal and may not read it. */
bool terminal_raw(struct terminal *terminal);

#endif
