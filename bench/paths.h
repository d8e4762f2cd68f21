/* SPDX-License-Identifier: MIT
 *
 * Runs under every combination of readings that they tell apart: a run forks
 * where the ROM reads the byte of a reading for the first time, and a reading
 * that it never reads multiplies nothing. Where the runs begin and what becomes
 * of their ends is the caller's.
 */
#ifndef BENCH_PATHS_H
#define BENCH_PATHS_H

#include "bench/readings_set.h"
#include "bench/scenario_run.h"

/* A run, and the readings whose values it was given. */
struct path {
    unsigned decided; /* mask of 1 << number */
    uint64_t known;   /* so many instructions another path ran like this one */
    struct scenario_run run; /* the last member: see machine_copy() */
};

/* Makes a fork: copies what is in use of a path. */
void path_copy(struct path *path, const struct path *from);

struct paths_plan {
    void *context;
    const struct readings_set *readings; /* their values */
    bool single; /* the first path alone, with the first value of each reading
                    that no one has decided */

    /* Makes path->run and path->decided as they are in the beginning. It is
     * called again for other values of the first reading. */
    void (*begin)(void *context, struct path *path);
    /* Follows an event of a run that goes on; NULL: nothing does. False: out of
     * memory. */
    bool (*follow)(void *context, struct path *path,
                   const struct machine_event *event);
    /* Takes a run that is over. False: out of memory. */
    bool (*end)(void *context, struct path *path);
};

struct paths; /* room for the paths of one plan at a time */

/* NULL: out of memory. */
struct paths *paths_new(void);
void paths_free(struct paths *paths);

/* Runs every path of the plan. False: out of memory. */
bool paths_run(struct paths *paths, const struct paths_plan *plan);

#endif
