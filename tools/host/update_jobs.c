/* SPDX-License-Identifier: MIT */
#include "tools/host/update_jobs.h"

#include <stdlib.h>
#include <string.h>

#include "tools/die.h"
#include "tools/host/native_memory.h"
#include "tools/host/workers.h"

enum { PIECE = 16 /* operations */ };

/* What a piece has found. */
struct piece {
    struct update_tally tally;
    uint32_t states; /* new ones to the worker; their keys follow */
};

struct work {
    const struct update *update;
    const struct nvm_journal *journal;
    struct update_fork *fork; /* of this process; NULL = not made yet */
    struct update_memo memo;  /* likewise */
    struct piece *pieces;     /* the results, */
    uint64_t *keys;           /* and the keys of all of them */
    size_t key_count;
};

/* --- pieces --- */

static struct update_fork *fork_of(struct work *work)
{
    if (!work->fork)
        work->fork = update_fork_new(work->update, work->journal);
    if (!work->fork)
        die("out of memory");
    return work->fork;
}

static uint32_t end_of(const struct work *work, unsigned number)
{
    uint32_t end = (number + 1) * PIECE;
    return end < work->journal->count ? end : work->journal->count;
}

/* A worker takes pieces in their order: its cells only go on. */
static void run_piece(void *context, unsigned number, FILE *file)
{
    struct work *work = context;
    struct update_fork *fork = fork_of(work);
    struct piece piece = {.states = work->memo.count};
    update_fork_advance(fork, number * PIECE);
    if (!update_cuts_run(fork, end_of(work, number), &work->memo, &piece.tally))
        die("out of memory");
    const uint64_t *keys = work->memo.keys + piece.states;
    piece.states = work->memo.count - piece.states;
    fwrite(&piece, sizeof piece, 1, file);
    fwrite(keys, sizeof *keys, piece.states, file);
}

static bool read_piece(void *context, unsigned number, FILE *file)
{
    struct work *work = context;
    struct piece *piece = &work->pieces[number];
    if (fread(piece, sizeof *piece, 1, file) != 1)
        return false;
    work->keys = xrealloc(work->keys, (work->key_count + piece->states + 1) *
                                          sizeof *work->keys);
    size_t got = fread(work->keys + work->key_count, sizeof *work->keys,
                       piece->states, file);
    work->key_count += got;
    return got == piece->states;
}

/* --- all of them --- */

static int by_value(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* Two workers may have met the same state. */
static uint32_t count_different(uint64_t *keys, size_t count)
{
    uint32_t different = 0;
    if (count)
        qsort(keys, count, sizeof *keys, by_value);
    for (size_t i = 0; i < count; i++)
        different += i == 0 || keys[i] != keys[i - 1];
    return different;
}

static void cut(const struct update *update, const struct nvm_journal *journal,
                unsigned jobs, struct update_result *result)
{
    unsigned count = (journal->count + PIECE - 1) / PIECE;
    struct work work = {.update = update,
                        .journal = journal,
                        .pieces = xcalloc(count, sizeof *work.pieces)};
    workers_run(&(struct workers_job){.context = &work,
                                      .count = count,
                                      .words = "parts of the update",
                                      .decoder = update->campaign->decoder,
                                      .piece = run_piece,
                                      .result = read_piece},
                jobs);
    for (unsigned i = 0; i < count; i++)
        update_tally_add(&result->tally, &work.pieces[i].tally);
    result->states = count_different(work.keys, work.key_count);
    update_memo_free(&work.memo);
    free(work.fork);
    free(work.keys);
    free(work.pieces);
}

void update_jobs_run(const struct update *update, unsigned jobs,
                     struct update_result *result)
{
    struct update_run *run = xmalloc(sizeof *run);
    struct native *native = native_memory();
    decoder_native(update->campaign->decoder, native);
    update_run(run, update, NEVER);
    decoder_native(update->campaign->decoder, NULL);
    native_memory_free(native);
    update_result_begin(result, update, run);
    if (result->done)
        cut(update, &run->journal, jobs, result);
    nvm_journal_free(&run->journal);
    free(run);
}
