/* SPDX-License-Identifier: MIT
 *
 * A line on the terminal that shows how far a long job is, with an estimate of
 * the time left. Nothing is printed where stderr is no terminal, nor in the
 * first second.
 */
#ifndef TOOLS_HOST_PROGRESS_H
#define TOOLS_HOST_PROGRESS_H

#include <stdbool.h>

enum { PROGRESS_MS = 200 }; /* how often it is worth showing */

struct progress {
    bool terminal, shown;
    unsigned total;
    const char *words;
    double start; /* seconds of the host's clock, */
    double last;  /* and of the last line */
};

/* WORDS are what is counted: "boards". */
void progress_begin(struct progress *progress, unsigned total,
                    const char *words);
void progress_show(struct progress *progress, unsigned done);
/* Shows a line of the caller's, at once. */
void progress_text(struct progress *progress, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Removes the line. */
void progress_end(struct progress *progress);

#endif
