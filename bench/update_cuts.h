/* SPDX-License-Identifier: MIT
 *
 * The cuts of an update: at each operation on the non-volatile memories, torn
 * in every way that its kind can be, and after each. Equal states are booted
 * once.
 */
#ifndef BENCH_UPDATE_CUTS_H
#define BENCH_UPDATE_CUTS_H

#include "bench/scenario_cut.h"
#include "bench/update_fork.h"
#include "bench/update_memo.h"

/* Cuts that end in the same way. */
struct update_tally_row {
    uint64_t cuts;
    struct scenario_cut first; /* the first of them, */
    struct update_end end;     /* and its end */
    uint32_t operation;        /* its number in the journal */
};

struct update_tally {
    uint64_t cuts;
    struct update_tally_row rows[UPDATE_WHYS];
};

/* Returns how many cuts the operations of JOURNAL make. */
uint64_t update_cuts_count(const struct nvm_journal *journal);

/* Makes the cuts at the operations from FORK->next to END and adds them to
 * *TALLY, with the states in *MEMO. False: out of memory. */
bool update_cuts_run(struct update_fork *fork, uint32_t end,
                     struct update_memo *memo, struct update_tally *tally);

/* Adds the cuts of MORE, which come later, to *TALLY. */
void update_tally_add(struct update_tally *tally,
                      const struct update_tally *more);

/* Returns how many cuts have that verdict. */
uint64_t update_tally_verdict(const struct update_tally *tally,
                              enum update_verdict verdict);

#endif
