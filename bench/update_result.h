/* SPDX-License-Identifier: MIT
 *
 * What the campaign of an update has found.
 */
#ifndef BENCH_UPDATE_RESULT_H
#define BENCH_UPDATE_RESULT_H

#include "bench/update_cuts.h"
#include "bench/update_run.h"

struct update_result {
    struct scenario scenario;
    enum flash_policy policy;
    bool done;                         /* the update without a cut succeeds */
    char error[PROGRAMMER_ERROR_SIZE]; /* or why it does not, in one line */
    uint64_t ps;                       /* virtual time that it takes */
    uint32_t operations;               /* on the NVM */
    struct update_tally tally;         /* of the cuts, */
    uint32_t states; /* which leave so many different states behind */
};

/* Fills in what a run without a cut shows. */
void update_result_begin(struct update_result *result,
                         const struct update *update,
                         const struct update_run *run);

/* True: the update succeeds, and no cut of it takes the way back. */
bool update_result_passes(const struct update_result *result);

/* Returns the row of the first cut that leaves no way back, or NULL. */
const struct update_tally_row *
update_result_worst(const struct update_result *result);

#endif
