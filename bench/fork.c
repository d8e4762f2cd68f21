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

/* A reading with values that have not been tried yet. */
struct branch {
    struct path from; /* before the ROM read its byte */
    enum reading reading;
    unsigned left; /* the values: 1 << value */
};

struct fork {
    const struct campaign *campaign;
    const struct campaign_board *board;
    struct path path; /* that is being run */
    struct path mark; /* the same at its last decision, or at its start */
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

/* --- paths --- */

static void decide(struct path *path, enum reading reading, unsigned value)
{
    path->decided |= 1u << reading;
    scenario_run_decide(&path->run, reading, value);
}

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
    memcpy(&branch->from, &fork->mark, sizeof fork->mark);
    memcpy(&fork->mark, &fork->path, sizeof fork->path);
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
    memcpy(&fork->path, &branch->from, sizeof fork->path);
    decide(&fork->path, branch->reading, value);
    memcpy(&fork->mark, &fork->path, sizeof fork->path);
    return true;
}

bool fork_run(const struct campaign *campaign,
              const struct campaign_board *board, struct result_list *list)
{
    struct fork *fork = calloc(1, sizeof *fork);
    unsigned first = list->count;
    bool done = fork;

    if (!fork)
        return false;
    fork->campaign = campaign;
    fork->board = board;
    scenario_run_start(&fork->path.run, campaign, &board->scenario);
    memcpy(&fork->mark, &fork->path, sizeof fork->path);
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
