/* SPDX-License-Identifier: MIT
 *
 * An output file that is written during a run. It is opened before the run, so
 * that a bad path is reported early; its old contents are removed only when the
 * run begins. The first error of writing is kept, and nothing is written after
 * it.
 */
#ifndef TOOLS_HOST_OUTPUT_FILE_H
#define TOOLS_HOST_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct output_file {
    FILE *file; /* NULL = not open; of stream_open() */
    int descriptor;
    const char *path;
    bool created; /* it was not there before */
    int error;    /* errno of the first failure, 0 = none */
};

/* Opens PATH for writing, "-" is stdout. False: ERROR gives the reason. */
bool output_file_open(struct output_file *output, const char *path, char *error,
                      size_t size);

/* True: the file is the one at PATH, stdout. */
bool output_file_is_path(const struct output_file *output, const char *path);
bool output_file_is_stdout(const struct output_file *output);

/* Empties the file, as the run begins. */
void output_file_begin(struct output_file *output);

void output_file_write(struct output_file *output, const char *text,
                       size_t length);
bool output_file_failed(const struct output_file *output);
/* Returns the text of an error for the user. */
const char *output_file_error(int error);

/* Closes the file. False: writing failed (output->error); then the file is
 * empty, or removed if it did not exist before. */
bool output_file_close(struct output_file *output);

/* Closes a file before output_file_begin(), and removes it if
 * output_file_open() created it.
 */
void output_file_abandon(struct output_file *output);

#endif
