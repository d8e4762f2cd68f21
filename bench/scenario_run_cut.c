/* SPDX-License-Identifier: MIT */
#include "bench/scenario_run.h"

#include "bench/machine_cut.h"
#include "bench/machine_debug.h"
#include "bench/nvm_hash.h"

bool scenario_run_has_cuts(const struct campaign *campaign,
                           const struct scenario *scenario)
{
    return campaign->cuts != CUTS_NONE || scenario->cuts[0].kind != CUT_NONE;
}

bool scenario_run_is_on_way(const struct scenario_run *run)
{
    bool began = run->cuts || run->resets || run->bounces;
    bool runs =
        run->main_ps != NEVER &&
        machine_ps(&run->machine) - run->main_ps >= SCENARIO_CUT_MS * PS_PER_MS;
    return run->asked && !(began && runs);
}

/* --- the NVM --- */

static void hash_cells(struct scenario_run *run)
{
    if (scenario_run_has_cuts(run->campaign, &run->scenario))
        run->nvm.now = nvm_hash_of(&run->machine.chip);
}

void scenario_run_nvm_settled(struct scenario_run *run)
{
    hash_cells(run);
    run->nvm.last.begins = false;
    run->nvm.end_ps = machine_ps(&run->machine);
}

void scenario_run_nvm_worked(struct scenario_run *run,
                             const struct event_nvm *operation)
{
    run->nvm.last = *operation;
    if (!operation->begins)
        scenario_run_nvm_settled(run);
}

void scenario_run_cut_asked(struct scenario_run *run)
{
    run->ask_instructions = run->machine.chip.cpu.instructions;
    hash_cells(run);
    run->nvm.before = run->nvm.now;
}

/* --- a cut --- */

/* As long as the application took from power-on, and the usual time. */
static uint64_t limit_after(const struct scenario_run *run)
{
    uint64_t start = run->first_main_ps == NEVER ? 0 : run->first_main_ps;
    return machine_ps(&run->machine) + start +
           scenario_run_limit_ps(&run->scenario);
}

void scenario_run_cut(struct scenario_run *run)
{
    const struct scenario_cut *cut = &run->scenario.cuts[run->cuts++];
    bool torn = run->nvm.last.begins; /* nothing else changes cells */
    run->cut_pc = run->machine.chip.cpu.r[CPU_PC];
    machine_cut(&run->machine, cut);
    if (torn)
        scenario_run_nvm_settled(run);
    run->nvm.end_ps = machine_ps(&run->machine);
    run->changed = run->changed || run->nvm.now != run->nvm.before;
    run->lost_power = run->lost_power || cut->kind == CUT_POWER;
    run->turns = run->turns_over = run->bounces = run->starts = 0;
    run->main_ps = run->fault_ps = NEVER;
    run->end = SCENARIO_GOES_ON;
    run->stopped_before = false;
    probe_end(&run->probe);
    run->limit_ps = limit_after(run);
}

/* --- the cuts that the scenario names --- */

static const struct scenario_cut *next_cut(const struct scenario_run *run)
{
    const struct scenario_cut *cut = &run->scenario.cuts[run->cuts];
    if (run->cuts == SCENARIO_CUTS || cut->kind == CUT_NONE)
        return NULL;
    return scenario_run_is_on_way(run) ? cut : NULL;
}

void scenario_run_cut_arm(struct scenario_run *run)
{
    if (next_cut(run))
        machine_stop_before(&run->machine,
                            run->machine.chip.cpu.instructions + 1);
}

void scenario_run_cut_due(struct scenario_run *run)
{
    const struct scenario_cut *cut = next_cut(run);
    if (cut && run->machine.chip.cycle >= cut->cycle)
        scenario_run_cut(run);
}
