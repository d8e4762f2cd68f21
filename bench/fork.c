/* SPDX-License-Identifier: MIT */
#include "bench/fork.h"

#include "bench/cuts.h"
#include "bench/verdict.h"

struct fork {
    const struct campaign *campaign;
    const struct campaign_board *board;
    struct cuts *cuts; /* NULL = none */
    struct result_list *list;
};

static void begin(void *context, struct path *path)
{
    const struct fork *fork = context;
    scenario_run_start(&path->run, fork->campaign, &fork->board->scenario);
    path->decided = 0;
    path->known = 0;
}

static bool follow(void *context, struct path *path,
                   const struct machine_event *event)
{
    const struct fork *fork = context;
    return cuts_follow(fork->cuts, path, event);
}

static bool end(void *context, struct path *path)
{
    const struct fork *fork = context;
    struct result *result = result_list_add(fork->list);
    if (!result || !verdict_conclude(&path->run, result))
        return false;
    result->count =
        readings_set_count(&fork->board->readings, ~result->scenario.asked);
    if (fork->cuts)
        cuts_take_totals(fork->cuts, &result->cuts);
    return true;
}

static bool run(struct fork *fork)
{
    const struct paths_plan plan = {
        .context = fork,
        .readings = &fork->board->readings,
        .single = fork->campaign->observers, /* they see one path */
        .begin = begin,
        .follow = fork->cuts ? follow : NULL,
        .end = end,
    };
    struct paths *paths = paths_new();
    bool done = paths && paths_run(paths, &plan);
    paths_free(paths);
    return done;
}

static bool run_with_cuts(struct fork *fork)
{
    fork->cuts = cuts_new(fork->campaign, fork->board);
    bool done =
        fork->cuts && run(fork) && cuts_take_failures(fork->cuts, fork->list);
    cuts_free(fork->cuts);
    return done;
}

bool fork_run(const struct campaign *campaign,
              const struct campaign_board *board, struct result_list *list)
{
    struct fork fork = {.campaign = campaign, .board = board, .list = list};
    unsigned first = list->count;
    bool cut =
        campaign->cuts != CUTS_NONE && board->scenario.cuts[0].kind == CUT_NONE;

    if (!(cut ? run_with_cuts(&fork) : run(&fork)))
        return false;
    result_list_sort(list, first);
    return true;
}
