/* SPDX-License-Identifier: MIT
 *
 * A program run by boot0: its output line by line, its end, a limit to its
 * life. Never left behind: child_end() kills it and waits for it.
 */
#ifndef TOOLS_HOST_CHILD_H
#define TOOLS_HOST_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { CHILD_LINE = 512 };

struct child {
    pid_t pid;  /* 0 = none */
    int output; /* its stdout and stderr, to poll; -1 = at the end */
    int status; /* after its end: exit status, 128 + number of a signal */
    size_t length;
    char line[CHILD_LINE]; /* of output, not complete yet */
};

/* Starts argv[0] (looked for in PATH) with no input. 0, or an errno: ENOENT
 * when there is no such program. */
int child_start(struct child *child, char *const argv[]);

/* The next whole line of output, without its end; of a line that was written
 * over ("12 %\r100 %\n") the last state. NULL: none yet. The caller may change
 * it; valid until the next call. */
char *child_line(struct child *child);

/* Has it ended, and was all its output given out? Then child->status. */
bool child_ended(struct child *child);

/* Kills it if it runs, waits for it, closes its output. */
void child_end(struct child *child);

#endif
