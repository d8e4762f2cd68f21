/* SPDX-License-Identifier: MIT
 *
 * The cuts of a run, and what they do to the non-volatile memories. The run
 * makes the cuts that its scenario names; cuts.h tries others on copies of it.
 */
#ifndef BENCH_SCENARIO_RUN_CUT_H
#define BENCH_SCENARIO_RUN_CUT_H

#include "bench/scenario_run.h"

/* True: cuts are made in the scenario, or tried at each of its instructions. */
bool scenario_run_has_cuts(const struct campaign *campaign,
                           const struct scenario *scenario);

/* True: it is on the way from the ask to the ROM, or from a cut to the
 * application. */
bool scenario_run_is_on_way(const struct scenario_run *run);

/* Makes the next cut of run->scenario, now. */
void scenario_run_cut(struct scenario_run *run);

/* --- for the run itself --- */

/* Notes what is before the ask, which is made now. */
void scenario_run_cut_asked(struct scenario_run *run);
/* Stops the run before the instruction that the next cut may come before, */
void scenario_run_cut_arm(struct scenario_run *run);
/* where it is made, if its cycle has come. */
void scenario_run_cut_due(struct scenario_run *run);
/* Follow the NVM: an operation begins or ends, or a reset has ended it. */
void scenario_run_nvm_worked(struct scenario_run *run,
                             const struct event_nvm *operation);
void scenario_run_nvm_settled(struct scenario_run *run);

#endif
