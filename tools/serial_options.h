/* SPDX-License-Identifier: MIT
 *
 * What is at the host's end of a serial line of `boot0 run`.
 */
#ifndef TOOLS_SERIAL_OPTIONS_H
#define TOOLS_SERIAL_OPTIONS_H

#include <stdbool.h>

enum serial_end {
    SERIAL_SHOW, /* its text is shown among the events (default) */
    SERIAL_PTY,
    SERIAL_STDIO, /* the terminal boot0 runs in */
    SERIAL_TCP,
    SERIAL_RFC2217,
    SERIAL_FILE,
    SERIAL_NONE /* nobody: its text is not shown */
};

struct serial_options {
    enum serial_end end;
    const char *name;  /* as the option names the line: usart1, usart2,
                          lpuart1; NULL = not given */
    const char *given; /* the option's argument */
    const char *path;  /* SERIAL_PTY: a link to it, NULL = none;
                          SERIAL_FILE: the file */
    unsigned port;     /* SERIAL_TCP, SERIAL_RFC2217: of 127.0.0.1; 0 = any
                          free one */
    bool dtr_inverted; /* SERIAL_RFC2217: released pulls NRST low, */
    bool rts_inverted; /* raises BOOT0 */
};

#endif
