/* SPDX-License-Identifier: MIT
 *
 * The serial lines of `boot0 run`: what --usart1, --usart2 and --lpuart1
 * connect, and what is printed about it.
 */
#ifndef TOOLS_RUN_SERIAL_H
#define TOOLS_RUN_SERIAL_H

#include <stdbool.h>

#include "tools/host/event_loop.h"
#include "tools/options.h"

struct run_serial_line {
    const struct serial_options *options;
    struct cable cable;
    struct pty pty;
    struct output_file file; /* .file NULL = none */
    bool linked;
    bool told_client, told_deaf;
    uint32_t told_refused;
    struct line_signals told_signals;
};

struct run_serial {
    struct event_loop *loop;
    struct run_serial_line lines[SERIAL_COUNT];
    bool waits; /* for clients */
    bool told_late;
};

/* Nothing is connected; run_serial_close() does nothing. */
void run_serial_none(struct run_serial *serial);

/* Connects the lines of LOOP's machine as OPTIONS say, and prints where. False:
 * ERROR (IMAGE_ERROR_SIZE bytes) is one line. */
bool run_serial_open(struct run_serial *serial, const struct options *options,
                     struct event_loop *loop, struct terminal *terminal,
                     char *error);

/* True: a client may be on a line, for whom the run does more than it shows. */
bool run_serial_has_host(const struct run_serial *serial);

/* True: the board is held until clients have come (--wait), and was held for a
 * moment. */
bool run_serial_waits(struct run_serial *serial);

/* Prints what clients did in the last turn. */
void run_serial_tell(struct run_serial *serial);

/* True: a file does not take what the part sends. */
bool run_serial_failed(const struct run_serial *serial);

/* Disconnects the lines. False: a file could not be written, which is
 * complained about. */
bool run_serial_close(struct run_serial *serial);

#endif
