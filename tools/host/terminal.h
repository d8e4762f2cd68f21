/* SPDX-License-Identifier: MIT
 *
 * The terminal that boot0 runs in: passes the signals that end or stop boot0 to
 * the event loop, and gives raw input to a keyboard or a firmware's UART.
 * Ctrl-C stays a signal. However boot0 ends, the terminal is left as it was.
 */
#ifndef TOOLS_HOST_TERMINAL_H
#define TOOLS_HOST_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

struct terminal {
    int signals; /* to poll: readable after a signal that ends boot0 */
    int input;   /* the terminal that is read: standard input, or where the
                    keyboard has moved it */
    bool raw;
    bool watches_stop; /* terminal_watch_stop() */
    struct termios saved;
    int screen;     /* the terminal that is drawn on; -1 = none is, */
    char leave[64]; /* and what undoes the drawing */
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

/* From now on Ctrl-Z (SIGTSTP) stops boot0 only when terminal_stop() is called,
 * before which terminal_stop_asked() is true. */
void terminal_watch_stop(struct terminal *terminal);
bool terminal_stop_asked(void);

/* Leaves the terminal as it was, stops boot0, and returns when it goes on; in
 * the foreground the input is raw again. */
void terminal_stop(struct terminal *terminal);

/* True, once, when boot0 was stopped by another signal and goes on. */
bool terminal_continued(void);

#endif
