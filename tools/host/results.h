/* SPDX-License-Identifier: MIT
 *
 * Results that this process writes and then reads: in memory, or in a temporary
 * file on a host that has no streams in memory.
 */
#ifndef TOOLS_HOST_RESULTS_H
#define TOOLS_HOST_RESULTS_H

#include <stddef.h>
#include <stdio.h>

struct results {
    FILE *file;
    char *text;
    size_t size;
};

/* Returns the stream to write to; NULL: errno. */
FILE *results_open(struct results *results);

/* Ends the writing; returns the stream to read from; NULL: out of memory. */
FILE *results_read(struct results *results);

void results_close(struct results *results);

#endif
