/* SPDX-License-Identifier: MIT
 *
 * A file that is written while something runs. Opened before anything runs, so
 * that a bad path is told then; what was in it goes only when the run begins.
 * The first error of writing is kept, and nothing is written after it.
 */
#ifndef TOOLS_HOST_SINK_H
#define TOOLS_HOST_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct sink {
    FILE *file; /* NULL = not open; of stream_open() */
    int descriptor;
    const char *path;
    bool created; /* it was not there before */
    int error;    /* errno of the first failure, 0 = none */
};

/* Opens PATH for writing, "-" is stdout. False: ERROR says why. */
bool sink_open(struct sink *sink, const char *path, char *error, size_t size);

/* Is it the same file as OTHER, or as the one at PATH? */
bool sink_is(const struct sink *sink, const struct sink *other);
bool sink_is_path(const struct sink *sink, const char *path);
bool sink_is_stdout(const struct sink *sink);

/* Empties the file: it begins. */
void sink_begin(struct sink *sink);

void sink_write(struct sink *sink, const char *text, size_t length);
bool sink_failed(const struct sink *sink);
/* What its error means to a user. */
const char *sink_error(int error);

/* Closes it. False: it was not all written (sink->error); then the file is
 * empty, or gone if it was not there before. */
bool sink_close(struct sink *sink);

/* Closes what has not begun, and leaves no trace of it. */
void sink_abandon(struct sink *sink);

#endif
