/* SPDX-License-Identifier: MIT
 *
 * The line to a part with the probe (examples/probe): the probe's terminal, and
 * the ROM when it waits for its host.
 */
#ifndef TOOLS_PROBE_LINE_H
#define TOOLS_PROBE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/host/port.h"
#include "tools/probe_request.h"

enum { PROBE_TEXT = 1 << 18 }; /* a whole session has some 10 KB */

struct probe_line {
    struct port port;
    char text[PROBE_TEXT]; /* what the probe has printed */
    size_t length;
    uint64_t heard_us; /* when the last byte came */
    bool gone;         /* the port is */
    bool echo;         /* to stderr */
};

/* Sets the line for the probe's terminal and throws away what has come. */
bool probe_line_terminal(struct probe_line *line);

bool probe_line_press(struct probe_line *line, char key);

/* Takes what comes within LIMIT_US. */
void probe_line_listen(struct probe_line *line, uint64_t limit_us);

/* True: a ROM answers on the line; *HAS_PROBE: the probe is in bank 1. */
bool probe_line_rom(struct probe_line *line, bool *has_probe);

/* Does for the ROM what the probe has asked for, so that it comes back. False:
 * ERROR (PORT_ERROR_SIZE bytes) says what was not answered. */
bool probe_line_help(struct probe_line *line,
                     const struct probe_request *request, char *error);

#endif
