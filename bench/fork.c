/* SPDX-License-Identifier: MIT */
#include "bench/fork.h"

#include <stdlib.h>
#include <string.h>

#include "bench/scenario_run.h"
#include "bench/verdict.h"

/* A run, and the readings whose values it was given. */
struct path {
    struct scenario_run run;
    unsigned decided; /* mask of 1 << enum reading */
};

/* A point that a path may go on from again. */
struct mark {
    struct path *copy; /* NULL = the beginning, which is made again from */
    struct readings readings; /* these values, */
    unsigned decided;         /* of which these are not the board's */
};

/* A reading with values that have not been tried yet. */
struct branch {
    struct mark from; /* before the ROM read its byte */
    enum reading reading;
    unsigned left; /* the values: 1 << value */
};

struct fork {
    const struct campaign *campaign;
    const struct campaign_board *board;
    struct path path; /* that is being run */
    struct mark mark; /* its last decision, or its beginning */
    struct branch branches[READINGS];
    unsigned depth;
};

/* --- results --- */

static struct result *append(struct result_list *list)
{
    if (list->count == list->capacity) {
        unsigned capacity = list->capacity ? 2 * list->capacity : 64;
        struct result *more =
            realloc(list->results, capacity * sizeof *list->results);
        if (!more)
            return NULL;
        list->results = more;
        list->capacity = capacity;
    }
    struct result *result = &list->results[list->count++];
    memset(result, 0, sizeof *result);
    return result;
}

static bool conclude(struct fork *fork, struct result_list *list)
{
    struct result *result = append(list);
    if (!result || !verdict_conclude(&fork->path.run, result))
        return false;
    result->count =
        readings_set_count(&fork->board->readings, ~result->scenario.asked);
    return true;
}

static int by_scenario(const void *a, const void *b)
{
    const struct result *left = a, *right = b;
    return scenario_compare(&left->scenario, &right->scenario);
}

/* --- marks --- */

static void begin(struct fork *fork, const struct readings *readings,
                  unsigned decided)
{
    struct scenario scenario = fork->board->scenario;
    scenario.readings = *readings;
    scenario_run_start(&fork->path.run, fork->campaign, &scenario);
    fork->path.decided = decided;
}

static void mark_beginning(struct fork *fork)
{
    fork->mark = (struct mark){
        .readings = fork->path.run.scenario.readings,
        .decided = fork->path.decided,
    };
}

/* False: out of memory. */
static bool mark_here(struct fork *fork)
{
    struct mark *mark = &fork->mark;
    if (!mark->copy)
        mark->copy = malloc(sizeof *mark->copy);
    if (mark->copy)
        memcpy(mark->copy, &fork->path, sizeof *mark->copy);
    return mark->copy;
}

static void go_back(struct fork *fork, const struct mark *to)
{
    if (to->copy)
        memcpy(&fork->path, to->copy, sizeof fork->path);
    else
        begin(fork, &to->readings, to->decided);
}

/* --- paths --- */

/* The path goes on with the first value of the reading, as it began. Observers
 * see one path alone. False: out of memory. */
static bool branch_off(struct fork *fork, enum reading reading)
{
    unsigned first = readings_set_first(&fork->board->readings, reading);
    unsigned values = fork->board->readings.values[reading];
    if (fork->path.decided & 1u << reading)
        return true;
    fork->path.decided |= 1u << reading;
    values &= ~(1u << first);
    if (!values || fork->campaign->observers)
        return true;
    fork->branches[fork->depth++] = (struct branch){
        .from = fork->mark,
        .reading = reading,
        .left = values,
    };
    fork->mark.copy = NULL; /* it is the branch's now */
    return mark_here(fork);
}

static bool run_path(struct fork *fork)
{
    struct machine_event event;
    while (!scenario_run_step(&fork->path.run, &event))
        if (event.kind == MACHINE_READING && !branch_off(fork, event.reading))
            return false;
    return true;
}

/* Gives the path the next value of the last branch, from where the branch
 * began. */
static bool take_up(struct fork *fork, struct branch *branch)
{
    unsigned value = (unsigned)__builtin_ctz(branch->left);
    branch->left &= branch->left - 1;
    go_back(fork, &branch->from);
    fork->path.decided |= 1u << branch->reading;
    scenario_run_decide(&fork->path.run, branch->reading, value);
    if (branch->from.copy)
        return mark_here(fork);
    free(fork->mark.copy);
    mark_beginning(fork);
    return true;
}

/* Forgets the branches whose values have all been tried. False: those are all.
 */
static bool more(struct fork *fork)
{
    while (fork->depth && !fork->branches[fork->depth - 1].left)
        free(fork->branches[--fork->depth].from.copy);
    return fork->depth;
}

static bool run(struct fork *fork, struct result_list *list)
{
    begin(fork, &fork->board->scenario.readings, 0);
    mark_beginning(fork);
    for (;;) {
        if (!run_path(fork) || !conclude(fork, list))
            return false;
        if (!more(fork))
            return true;
        if (!take_up(fork, &fork->branches[fork->depth - 1]))
            return false;
    }
}

static void forget(struct fork *fork)
{
    for (unsigned i = 0; i < fork->depth; i++)
        free(fork->branches[i].from.copy);
    free(fork->mark.copy);
    free(fork);
}

bool fork_run(const struct campaign *campaign,
              const struct campaign_board *board, struct result_list *list)
{
    struct fork *fork = malloc(sizeof *fork);
    unsigned first = list->count;

    if (!fork)
        return false;
    fork->campaign = campaign;
    fork->board = board;
    fork->depth = 0;
    bool done = run(fork, list);
    forget(fork);
    if (done)
        qsort(list->results + first, list->count - first, sizeof *list->results,
              by_scenario);
    return done;
}
