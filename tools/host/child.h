/* SPDX-License-Identifier: MIT
 *
 * A program run by boot0: its output line by line, and its end. child_end()
 * kills it and waits for it, so that it never outlives boot0.
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

/* Starts argv[0] (searched in PATH) without input. Returns 0, or an errno:
 * ENOENT when there is no such program. */
int child_start(struct child *child, char *const argv[]);

/* Returns the next whole line of output, without its end; of a line that was
 * overwritten ("12 %\r100 %\n") its last state. NULL: none yet. The caller may
 * change the line; it is valid until the next call. */
char *child_line(struct child *child);

/* True: the program has ended and child_line() has returned all its output;
 * child->status is set. */
bool child_ended(struct child *child);

/* Kills the program if it runs, waits for it, closes its output. */
void child_end(struct child *child);

#endif
