/* SPDX-License-Identifier: MIT
 *
 * A long job in pieces, on several processors. Workers are child processes that
 * take one piece after another and write its result to a file of their own;
 * what the job makes of the results does not depend on the number of workers.
 * Workers end with the process that started them, in every case.
 */
#ifndef TOOLS_HOST_WORKERS_H
#define TOOLS_HOST_WORKERS_H

#include <stdbool.h>
#include <stdio.h>

#include "chip/core/decoder.h"

struct workers_job {
    void *context;
    unsigned count;    /* of pieces, */
    const char *words; /* and what they are: "boards" */
    struct decoder
        *decoder; /* gets a translator in each process; NULL = none */
    /* Does a piece and writes its result. */
    void (*piece)(void *context, unsigned piece, FILE *file);
    /* Reads it back, in the process that called workers_run(). False: it is
     * incomplete. */
    bool (*result)(void *context, unsigned piece, FILE *file);
};

/* Returns the number of processors: one worker for each. */
unsigned workers_default(void);

/* Does every piece, on up to JOBS processors; 0 or 1: in this process. The
 * results are read in any order. Ends the command when a worker dies. */
void workers_run(const struct workers_job *job, unsigned jobs);

/* --- between workers.c and the host's file, workers_fork.c --- */

enum { WORKERS_MAX = 256 };

/* Does every piece with up to COUNT workers, WORKERS_MAX at most, and reads the
 * results. False: the host gives none. */
bool workers_start(const struct workers_job *job, unsigned count);

/* Makes a piece, behind its number, and reads all that follow in the file. */
void workers_do_piece(const struct workers_job *job, unsigned piece,
                      FILE *file);
void workers_read_results(const struct workers_job *job, FILE *file);

/* Gives the job's decoder a translator of this process. */
struct native *workers_translate(const struct workers_job *job);

#endif
