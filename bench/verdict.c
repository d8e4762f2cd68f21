/* SPDX-License-Identifier: MIT */
#include "bench/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cause.h"
#include "bench/family.h"
#include "bench/outcome.h"
#include "src/boot0_record.h"

/* --- verdict --- */

static bool refused(const struct scenario_run *run)
{
    return scenario_run_outcome(run) >= BOOT0_OUTCOME_REFUSED_ID;
}

/* The ROM answers: because of the ask, of the BOOT0 pin, or unasked. */
static enum verdict in_rom(const struct scenario_run *run)
{
    bool nobody =
        run->campaign->asks->count == 0 || !run->asked || run->lost_power;
    return nobody && !run->scenario.boot0 ? VERDICT_UNASKED : VERDICT_ROM;
}

/* The application that the ROM gave the chip back to went wrong for what the
 * entry had left behind: an exception took a vector of the ROM. */
static bool strayed_after_bounce(const struct scenario_run *run)
{
    return run->bounces && !run->machine.in_rom && run->machine.chip.cpu.ipsr &&
           machine_in_system(&run->machine, run->last.pc);
}

enum verdict verdict_judge(const struct scenario_run *run)
{
    bool nothing = run->campaign->asks->count == 0 || !run->asked || run->cuts;

    switch (run->end) {
    case SCENARIO_LOCKUP: return VERDICT_LOCKUP;
    case SCENARIO_HARDFAULT: return VERDICT_HARDFAULT;
    case SCENARIO_ASTRAY:
        return strayed_after_bounce(run) ? VERDICT_BOUNCED : VERDICT_ASTRAY;
    case SCENARIO_LOOPS: return VERDICT_RESET_LOOP;
    case SCENARIO_IN_ROM: return in_rom(run);
    case SCENARIO_DEAF: return VERDICT_DEAF;
    default: break;
    }
    if (run->machine.in_rom && !run->machine.visit.answered)
        return VERDICT_DEAF;
    bool runs = scenario_run_app_runs(run);
    if (runs && scenario_run_outcome(run) == BOOT0_OUTCOME_GAVE_UP)
        return VERDICT_APPLICATION;
    if (run->bounces && !(run->cuts && runs))
        return VERDICT_BOUNCED;
    if (runs && (nothing || refused(run)))
        return VERDICT_APPLICATION;
    /* At level 2 the ROM only selects a bank. */
    if (runs && run->starts && run->scenario.rdp == 2)
        return VERDICT_APPLICATION;
    /* With BFB2=1 the reset of the request leads through the ROM. */
    return run->starts ? VERDICT_BOUNCED : VERDICT_LOST;
}

/* --- wanted --- */

static enum asked asked(const struct campaign *campaign)
{
    const struct asks *asks = campaign->asks;
    for (unsigned i = 0; i < asks->count; i++)
        if (asks->list[i].kind == ASK_CALL &&
            strcmp(asks->list[i].symbol, "boot0_request_erase") == 0)
            return ASKED_ERASE;
    return asks->count ? ASKED_ROM : ASKED_NOTHING;
}

static enum verdict want(const struct scenario_run *run)
{
    const struct campaign *campaign = run->campaign;
    const struct scenario *scenario = &run->scenario;
    const struct situation situation = {
        .part = &run->machine.chip.part,
        .by_library = family_of(&run->machine.chip)->wanted,
        .asked = asked(campaign),
        .library = campaign->library,
        .allow_rdp1 = campaign->record.flags & BOOT0_FLAG_RDP1,
        .mailbox_rtc = campaign->record.flags & BOOT0_FLAG_RTC,
        .rom_id = machine_rom_id(&run->machine),
        .hse_crystal = run->machine.chip.board.hse_hz &&
                       !run->machine.chip.board.hse_bypass,
        .readings = rom_is_file(scenario->rom) ? NULL : &scenario->readings,
        .own_head = run->head[0],
        .other_head = run->head[1],
        .copy = scenario->bank2 == BANK2_COPY,
        .bfb2 = scenario->bfb2,
        .boot0 = scenario->boot0,
        .rdp = scenario->rdp,
    };
    return wanted(&situation, campaign->want);
}

/* Either end is right where a request may outlive the cut. */
static enum verdict want_after_cut(enum verdict verdict)
{
    return wanted_survives(verdict) ? verdict : VERDICT_APPLICATION;
}

/* --- run --- */

/* Firmware that asks boot0_rom() first does not request what would be refused;
 * an ask that it cannot have noticed is no such case. */
static bool declined(const struct scenario_run *run,
                     const struct result *result)
{
    return result->verdict == VERDICT_LOST &&
           result->wanted == VERDICT_APPLICATION && run->campaign->library &&
           !run->vain.why && scenario_run_app_runs(run);
}

/* Whatever their values, the readings that the run did not depend on led to
 * this end: so they may not appear in it. */
static void forget_the_rest(struct scenario *scenario)
{
    for (unsigned i = 0; i < READINGS_MAX; i++)
        if (!(scenario->asked & 1u << i))
            scenario->readings.value[i] = 0;
}

/* An application that was started again may enter the ROM many times while a
 * button is held: the first time shows it, and what goes astray then (SysTick
 * is taken after 1 ms) does so at once. */
static uint64_t shown_ps(const struct scenario_run *run,
                         const struct result *result)
{
    enum { AFTER_MS = 2 };
    uint64_t ps = run->bounce_ps + AFTER_MS * PS_PER_MS;
    return result->verdict == VERDICT_BOUNCED && run->bounces && ps < result->ps
               ? ps
               : result->ps;
}

bool verdict_conclude(struct scenario_run *run, struct result *result)
{
    forget_the_rest(&run->scenario);
    result->scenario = run->scenario;
    result->count = 1;
    result->tested = run->machine.image_started;
    result->verdict = verdict_judge(run);
    result->wanted = run->cuts ? want_after_cut(result->verdict) : want(run);
    if (declined(run, result))
        result->verdict = VERDICT_APPLICATION;
    snprintf(result->outcome, sizeof result->outcome, "%s",
             outcome_name(scenario_run_outcome(run)));
    result->cycles = run->machine.chip.cycle;
    result->ps = machine_ps(&run->machine);
    result->shown_ps = shown_ps(run, result);
    if (!cause_find(run, result))
        return false;
    result->pass = wanted_met(result->verdict, result->wanted) &&
                   result->cause_count == 0 && run->end != SCENARIO_STRICT;
    return true;
}

bool verdict_run(const struct campaign *campaign,
                 const struct scenario *scenario, struct result *result)
{
    struct scenario_run *run = malloc(sizeof *run);
    if (!run)
        return false;
    memset(result, 0, sizeof *result);
    scenario_run_start(run, campaign, scenario);
    scenario_run_continue(run);
    bool done = verdict_conclude(run, result);
    free(run);
    return done;
}
