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

/* A point that a path may go on from again. The beginning is not kept: most
 * runs never come back to it, and it is made again from the scenario. */
struct mark {
    bool beginning;
    unsigned decided;         /* the beginning: as of the path, */
    struct readings readings; /* and all values */
    struct path path;         /* any other point */
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
    fork->mark.beginning = true;
    fork->mark.decided = fork->path.decided;
    fork->mark.readings = fork->path.run.scenario.readings;
}

static void mark_here(struct fork *fork)
{
    fork->mark.beginning = false;
    memcpy(&fork->mark.path, &fork->path, sizeof fork->path);
}

static void copy_mark(struct mark *to, const struct mark *from)
{
    if (from->beginning)
        memcpy(to, from, offsetof(struct mark, path));
    else
        memcpy(to, from, sizeof *to);
}

static void go_back(struct fork *fork, const struct mark *to)
{
    if (to->beginning)
        begin(fork, &to->readings, to->decided);
    else
        memcpy(&fork->path, &to->path, sizeof fork->path);
}

/* --- paths --- */

/* The path goes on with the first value of the reading, as it began. Observers
 * see one path alone. */
static void branch_off(struct fork *fork, enum reading reading)
{
    unsigned first = readings_set_first(&fork->board->readings, reading);
    unsigned values = fork->board->readings.values[reading];
    if (fork->path.decided & 1u << reading)
        return;
    fork->path.decided |= 1u << reading;
    values &= ~(1u << first);
    if (!values || fork->campaign->observers)
        return;
    struct branch *branch = &fork->branches[fork->depth++];
    branch->reading = reading;
    branch->left = values;
    copy_mark(&branch->from, &fork->mark);
    mark_here(fork);
}

static void run_path(struct fork *fork)
{
    struct machine_event event;
    while (!scenario_run_step(&fork->path.run, &event))
        if (event.kind == MACHINE_READING)
            branch_off(fork, event.reading);
}

/* Takes up the last branch again. False: every value has been tried. */
static bool next_path(struct fork *fork)
{
    if (fork->depth == 0)
        return false;
    struct branch *branch = &fork->branches[fork->depth - 1];
    unsigned value = (unsigned)__builtin_ctz(branch->left);
    branch->left &= branch->left - 1;
    if (!branch->left)
        fork->depth--;
    go_back(fork, &branch->from);
    fork->path.decided |= 1u << branch->reading;
    scenario_run_decide(&fork->path.run, branch->reading, value);
    if (branch->from.beginning)
        mark_beginning(fork);
    else
        mark_here(fork);
    return true;
}

bool fork_run(const struct campaign *campaign,
              const struct campaign_board *board, struct result_list *list)
{
    struct fork *fork = malloc(sizeof *fork);
    unsigned first = list->count;
    bool done;

    if (!fork)
        return false;
    fork->campaign = campaign;
    fork->board = board;
    fork->depth = 0;
    begin(fork, &board->scenario.readings, 0);
    mark_beginning(fork);
    do {
        run_path(fork);
        done = conclude(fork, list);
    } while (done && next_path(fork));
    free(fork);
    if (done)
        qsort(list->results + first, list->count - first, sizeof *list->results,
              by_scenario);
    return done;
}
