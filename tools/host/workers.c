/* SPDX-License-Identifier: MIT */
#include "tools/host/workers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/die.h"
#include "tools/host/native_memory.h"
#include "tools/host/progress.h"
#include "tools/host/results.h"

/* --- pieces --- */

void workers_do_piece(const struct workers_job *job, unsigned piece, FILE *file)
{
    bool written = fwrite(&piece, sizeof piece, 1, file) == 1;
    job->piece(job->context, piece, file);
    if (!written || ferror(file) || fflush(file))
        die("cannot write the results of a worker: %s", strerror(errno));
}

void workers_read_results(const struct workers_job *job, FILE *file)
{
    unsigned piece;
    while (fread(&piece, sizeof piece, 1, file) == 1)
        if (piece >= job->count || !job->result(job->context, piece, file))
            die("the results of a worker are incomplete");
}

/* Each process translates into memory of its own. */
struct native *workers_translate(const struct workers_job *job)
{
    struct native *native = job->decoder ? native_memory() : NULL;
    if (job->decoder)
        decoder_native(job->decoder, native);
    return native;
}

static void stop_translating(const struct workers_job *job,
                             struct native *native)
{
    if (!job->decoder)
        return;
    decoder_native(job->decoder, NULL);
    native_memory_free(native);
}

/* --- in this process --- */

static void run_here(const struct workers_job *job)
{
    struct native *native = workers_translate(job);
    struct progress progress;
    struct results results;
    FILE *file = results_open(&results);
    if (!file)
        die("no room for results: %s", strerror(errno));
    progress_begin(&progress, job->count, job->words);
    for (unsigned i = 0; i < job->count; i++) {
        workers_do_piece(job, i, file);
        progress_show(&progress, i + 1);
    }
    progress_end(&progress);
    file = results_read(&results);
    if (!file)
        die("out of memory");
    workers_read_results(job, file);
    results_close(&results);
    stop_translating(job, native);
}

static unsigned fewer(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

void workers_run(const struct workers_job *job, unsigned jobs)
{
    unsigned count = fewer(fewer(jobs, job->count), WORKERS_MAX);
    if (job->count == 0)
        return;
    if (count < 2 || !workers_start(job, count))
        run_here(job);
}
