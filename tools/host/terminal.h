/* SPDX-License-Identifier: MIT
 *
 * The terminal that boot0 runs in: the signals that end it, told to the event
 * loop, and raw input for a firmware's UART. Ctrl-C stays a signal.
 */
#ifndef TOOLS_HOST_TERMINAL_H
#define TOOLS_HOST_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

struct terminal {
    int signals; /* readable when somebody wants an end; poll it */
    bool raw;
    struct termios saved;
};

/* From here on SIGINT, SIGTERM and SIGHUP do not kill but make `signals`
 * readable and break off what waits (EINTR), and SIGPIPE is an error of the
 * write. One terminal at a time. */
void terminal_open(struct terminal *terminal);
/* Puts everything back as it was. */
void terminal_close(struct terminal *terminal);

/* Has somebody asked for an end? Once true, then always. */
bool terminal_ended(const struct terminal *terminal);

/* Input from standard input byte by byte, without echo, if that is a terminal.
 * False: it is another's, boot0 is in its background and may not read it. */
bool terminal_raw(struct terminal *terminal);

#endif
