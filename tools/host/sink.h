/* SPDX-License-Identifier: MIT
 *
 * An output file that is written during a run. It is opened before the run, so
 * that a bad path is reported early; its old contents are removed only when the
 * run begins. The first error of writing is kept, and nothing is written after
 * it.
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

/* Opens PATH for writing, "-" is stdout. False: ERROR gives the reason. */
bool sink_open(struct sink *sink, const char *path, char *error, size_t size);

/* True: the file is the same as OTHER, the one at PATH, stdout. */
bool sink_is(const struct sink *sink, const struct sink *other);
bool sink_is_path(const struct sink *sink, const char *path);
bool sink_is_stdout(const struct sink *sink);

/* Empties the file, as the run begins. */
void sink_begin(struct sink *sink);

void sink_write(struct sink *sink, const char *text, size_t length);
bool sink_failed(const struct sink *sink);
/* Returns the text of an error for the user. */
const char *sink_error(int error);

/* Closes the file. False: writing failed (sink->error); then the file is empty,
 * or removed if it did not exist before. */
bool sink_close(struct sink *sink);

/* Closes a file before sink_begin(), and removes it if sink_open() created it.
 */
void sink_abandon(struct sink *sink);

#endif
