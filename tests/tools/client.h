/* SPDX-License-Identifier: MIT
 *
 * For tests in which a program of the host's talks to the virtual chip: the
 * program runs, and the chip in turns beside it.
 */
#ifndef TESTS_TOOLS_CLIENT_H
#define TESTS_TOOLS_CLIENT_H

#include "tests/tools/busy_host.h"
#include "tests/tools/command.h"
#include "tools/host/event_loop.h"

enum {
    CLIENT_START_MS = 2, /* AN2606: the ROM listens 0.6 ms after its start */
    CLIENT_LIMIT_S = 60
};

/* b . at 0x08000008, with a stack pointer before it. */
static const uint8_t idle_app[] = {0x00, 0x10, 0x00, 0x20, 0x09, 0x00,
                                   0x00, 0x08, 0xFE, 0xE7, 0x00, 0x00};

static inline void client_take_lines(struct child *child, char *text)
{
    const char *line;
    while ((line = child_line(child))) {
        size_t used = strlen(text);
        snprintf(text + used, OUTPUT_SIZE - used, "%s\n", line);
    }
}

/* Runs SCRIPT to its end, with TURN for the chip; its output is TEXT,
 * OUTPUT_SIZE bytes. Returns its exit status, unless the host was too busy. */
static inline int client_run(struct event_loop *loop, void (*turn)(void),
                             const char *script, char *text)
{
    struct child child;
    double limit = seconds() + CLIENT_LIMIT_S;
    text[0] = 0;
    command_start(&child, script);
    while (!child_ended(&child) && seconds() < limit) {
        turn();
        client_take_lines(&child, text);
        loop->other = child.output;
    }
    command_end(&child);
    loop->other = -1;
    if (child.status != 0 || seconds() >= limit)
        busy_check(&loop->pacer);
    if (seconds() >= limit)
        fail_msg("no end in %d s: %s\n%s", CLIENT_LIMIT_S, script, text);
    return child.status;
}

#endif
