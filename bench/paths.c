/* SPDX-License-Identifier: MIT */
#include "bench/paths.h"

#include <stdlib.h>

/* A point that a path may go on from again. */
struct mark {
    struct path *copy; /* NULL = the beginning, which is made again with */
    struct readings readings; /* these values, */
    unsigned decided;         /* of which these are not the plan's */
};

/* A reading with values that have not been tried yet. */
struct branch {
    struct mark from; /* before the ROM read its byte */
    unsigned reading;
    unsigned left;  /* the values: 1 << value */
    uint64_t known; /* instructions up to that read */
};

struct paths {
    struct mark mark; /* its last decision, or its beginning */
    struct branch branches[READINGS_MAX];
    unsigned depth;
    struct path
        path; /* that is being run; the last member: see machine_copy() */
};

struct paths *paths_new(void)
{
    return calloc(1, sizeof(struct paths));
}

static void forget(struct paths *paths)
{
    while (paths->depth)
        free(paths->branches[--paths->depth].from.copy);
    free(paths->mark.copy);
    paths->mark.copy = NULL;
}

void paths_free(struct paths *paths)
{
    if (paths)
        forget(paths);
    free(paths);
}

/* --- marks --- */

/* Makes the beginning, with the readings that DECIDED has beside the plan's. */
static void begin(struct paths *paths, const struct paths_plan *plan,
                  const struct readings *readings, unsigned decided)
{
    struct path *path = &paths->path;
    plan->begin(plan->context, path);
    decided &= ~path->decided;
    for (unsigned i = 0; i < READINGS_MAX; i++)
        if (decided & 1u << i)
            scenario_run_decide(&path->run, i, readings->value[i]);
    path->decided |= decided;
}

static void mark_beginning(struct paths *paths)
{
    paths->mark = (struct mark){
        .readings = paths->path.run.scenario.readings,
        .decided = paths->path.decided,
    };
}

void path_copy(struct path *path, const struct path *from)
{
    path->decided = from->decided;
    path->known = from->known;
    scenario_run_copy(&path->run, &from->run);
}

/* False: out of memory. */
static bool mark_here(struct paths *paths)
{
    struct mark *mark = &paths->mark;
    if (!mark->copy)
        mark->copy = malloc(sizeof *mark->copy);
    if (mark->copy)
        path_copy(mark->copy, &paths->path);
    return mark->copy;
}

static void go_back(struct paths *paths, const struct paths_plan *plan,
                    const struct mark *to)
{
    if (to->copy)
        path_copy(&paths->path, to->copy);
    else
        begin(paths, plan, &to->readings, to->decided);
}

/* --- paths --- */

/* The path goes on with the first value of the reading, as it began. False: out
 * of memory. */
static bool branch_off(struct paths *paths, const struct paths_plan *plan,
                       unsigned reading)
{
    struct path *path = &paths->path;
    unsigned first = readings_set_first(plan->readings, reading);
    unsigned values = plan->readings->values[reading] & ~(1u << first);
    if (path->decided & 1u << reading)
        return true;
    path->decided |= 1u << reading;
    if (!values || plan->single)
        return true;
    paths->branches[paths->depth++] = (struct branch){
        .from = paths->mark,
        .reading = reading,
        .left = values,
        .known = path->run.machine.chip.cpu.instructions,
    };
    paths->mark.copy = NULL; /* it is the branch's now */
    return mark_here(paths);
}

static bool run_path(struct paths *paths, const struct paths_plan *plan)
{
    struct path *path = &paths->path;
    struct machine_event event;
    while (!scenario_run_step(&path->run, &event)) {
        if (event.kind == MACHINE_READING &&
            !branch_off(paths, plan, event.reading))
            return false;
        if (plan->follow && !plan->follow(plan->context, path, &event))
            return false;
    }
    return plan->end(plan->context, path);
}

/* Gives the path the next value of the last branch, from where the branch
 * began. */
static bool take_up(struct paths *paths, const struct paths_plan *plan,
                    struct branch *branch)
{
    unsigned value = (unsigned)__builtin_ctz(branch->left);
    branch->left &= branch->left - 1;
    go_back(paths, plan, &branch->from);
    paths->path.decided |= 1u << branch->reading;
    paths->path.known = branch->known;
    scenario_run_decide(&paths->path.run, branch->reading, value);
    if (branch->from.copy)
        return mark_here(paths);
    free(paths->mark.copy);
    mark_beginning(paths);
    return true;
}

/* Forgets the branches whose values have all been tried. False: those are all.
 */
static bool more(struct paths *paths)
{
    while (paths->depth && !paths->branches[paths->depth - 1].left)
        free(paths->branches[--paths->depth].from.copy);
    return paths->depth;
}

static bool run(struct paths *paths, const struct paths_plan *plan)
{
    begin(paths, plan, NULL, 0);
    mark_beginning(paths);
    for (;;) {
        if (!run_path(paths, plan))
            return false;
        if (!more(paths))
            return true;
        if (!take_up(paths, plan, &paths->branches[paths->depth - 1]))
            return false;
    }
}

bool paths_run(struct paths *paths, const struct paths_plan *plan)
{
    bool done = run(paths, plan);
    forget(paths);
    return done;
}
