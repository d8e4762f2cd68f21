/* SPDX-License-Identifier: MIT */
#include "tools/host/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "tools/die.h"
#include "tools/host/workers.h"

struct work {
    const struct campaign *campaign;
    const struct board_list *boards;
    struct result_list *of_board; /* the results of each board */
};

/* Writes their number, then the results of the board. */
static void run_board(void *context, unsigned board, FILE *file)
{
    const struct work *work = context;
    struct result_list list = {0};
    if (!fork_run(work->campaign, &work->boards->boards[board], &list))
        die("out of memory");
    fwrite(&list.count, sizeof list.count, 1, file);
    fwrite(list.results, sizeof *list.results, list.count, file);
    free(list.results);
}

static bool read_board(void *context, unsigned board, FILE *file)
{
    struct result_list *list = &((struct work *)context)->of_board[board];
    if (fread(&list->count, sizeof list->count, 1, file) != 1)
        return false;
    list->results = xcalloc(list->count, sizeof *list->results);
    return fread(list->results, sizeof *list->results, list->count, file) ==
           list->count;
}

static struct result_list concatenate(struct result_list *of_board,
                                      unsigned boards)
{
    struct result_list all = {0};
    for (unsigned i = 0; i < boards; i++)
        all.capacity += of_board[i].count;
    all.results = xcalloc(all.capacity, sizeof *all.results);
    for (unsigned i = 0; i < boards; i++) {
        memcpy(all.results + all.count, of_board[i].results,
               of_board[i].count * sizeof *all.results);
        all.count += of_board[i].count;
        free(of_board[i].results);
    }
    return all;
}

struct result_list jobs_run(const struct campaign *campaign,
                            const struct board_list *boards, unsigned jobs)
{
    struct work work = {
        .campaign = campaign,
        .boards = boards,
        .of_board = xcalloc(boards->count, sizeof *work.of_board),
    };
    workers_run(&(struct workers_job){.context = &work,
                                      .count = boards->count,
                                      .words = "boards",
                                      .decoder = campaign->decoder,
                                      .piece = run_board,
                                      .result = read_board},
                jobs);
    struct result_list results = concatenate(work.of_board, boards->count);
    free(work.of_board);
    return results;
}
