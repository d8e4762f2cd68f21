/* SPDX-License-Identifier: MIT */
#include "bench/update_run.h"

#include <stdio.h>
#include <string.h>

#include "bench/family.h"
#include "bench/machine_ask.h"
#include "bench/machine_breakpoint.h"
#include "bench/machine_run.h"
#include "bench/programmer_describe.h"
#include "bench/scenario_run.h"
#include "bench/update_boot.h"

static void fail(struct update_run *run, const char *why)
{
    run->failed = run->phase;
    run->phase = UPDATE_PHASE_FAILED;
    snprintf(run->error, sizeof run->error, "%s", why);
}

static uint64_t now_ps(const struct update_run *run)
{
    return machine_ps(&run->machine);
}

/* --- ask --- */

static uint64_t ask_limit_ps(const struct update *update)
{
    return asks_end_us(update->campaign->asks) * PS_PER_US +
           scenario_run_limit_ps(&update->scenario);
}

static const struct family_info *family(const struct update_run *run)
{
    return family_of(&run->machine.chip);
}

/* Returns when the ROM is spoken to. */
static uint64_t ready_ps(const struct update_run *run)
{
    return run->rom_ps + family(run)->ready_ms * PS_PER_MS;
}

/* 0 = the client's usual time. */
static uint32_t connect_ms(const struct update_run *run)
{
    unsigned slow_ms = family(run)->slow_ms;
    return slow_ms ? AN3155_CONNECT_MS + slow_ms : 0;
}

static void begin_programming(struct update_run *run)
{
    const struct update *update = run->update;
    const struct programmer_setup setup = {
        .link = update->scenario.host == HOST_ON_USB ? PROGRAMMER_USB
                                                     : PROGRAMMER_USART,
        .baud = MACHINE_BAUD,
        .connect_ms = connect_ms(run),
        .image = &update->written,
        .policy = update->policy,
        .verify = true,
        .start = true,
    };
    run->phase = UPDATE_PHASE_PROGRAM;
    programmer_machine_begin(&run->host, &run->machine, &setup,
                             campaign_usart(update->campaign));
}

static void ask(struct update_run *run, const struct machine_event *event)
{
    switch (event->kind) {
    case MACHINE_ROM: run->rom_ps = event->ps; break;
    case MACHINE_RESET:
    case MACHINE_LEFT: run->rom_ps = NEVER; break;
    case MACHINE_LOCKUP: fail(run, "the core is locked up"); break;
    case MACHINE_TIME:
        if (run->rom_ps != NEVER && now_ps(run) >= ready_ps(run))
            begin_programming(run);
        else if (now_ps(run) >= run->limit_ps)
            fail(run, "the old image does not lead to the ROM when it is "
                      "asked");
        break;
    default: break;
    }
}

static uint64_t ask_deadline(const struct update_run *run)
{
    return run->rom_ps == NEVER ? run->limit_ps : ready_ps(run);
}

/* --- program --- */

static void begin_start(struct update_run *run)
{
    run->phase = UPDATE_PHASE_START;
    run->limit_ps =
        now_ps(run) + (UPDATE_NEW_MS + family(run)->slow_ms) * PS_PER_MS;
}

static void programmed(struct update_run *run)
{
    if (run->host.programmer.end == PROGRAMMER_DONE) {
        begin_start(run);
        return;
    }
    programmer_describe(&run->host.programmer, run->error, sizeof run->error);
    run->failed = run->phase;
    run->phase = UPDATE_PHASE_FAILED;
}

/* --- start --- */

static void start(struct update_run *run, const struct machine_event *event)
{
    bool runs = run->main_ps != NEVER &&
                now_ps(run) - run->main_ps >= UPDATE_RUNS_MS * PS_PER_MS;
    if (event->kind == MACHINE_LOCKUP)
        fail(run, "the new image locks the core up");
    else if (runs && !update_is_whole(run->update, &run->machine.chip))
        fail(run, "the new image runs, but is not whole");
    else if (runs)
        run->phase = UPDATE_PHASE_DONE;
    else if (now_ps(run) >= run->limit_ps)
        fail(run, "the new image does not reach its main");
}

static uint64_t start_deadline(const struct update_run *run)
{
    if (run->main_ps == NEVER)
        return run->limit_ps;
    return run->main_ps + UPDATE_RUNS_MS * PS_PER_MS;
}

/* --- all of it --- */

/* The new main may be reached before the host has the answer to its Go. */
static void follow_main(struct update_run *run,
                        const struct machine_event *event)
{
    if (event->kind == MACHINE_RESET || event->kind == MACHINE_ROM)
        run->main_ps = NEVER;
    else if (event->kind == MACHINE_BREAK && run->main_ps == NEVER &&
             run->phase >= UPDATE_PHASE_PROGRAM)
        run->main_ps = event->ps;
}

static void follow(struct update_run *run, const struct machine_event *event)
{
    nvm_journal_follow(&run->journal, &run->machine, event);
    follow_main(run, event);
    if (run->cut != NEVER && run->machine.chip.cycle >= run->cut)
        run->phase = UPDATE_PHASE_CUT;
}

static void step(struct update_run *run)
{
    struct machine_event event;
    switch (run->phase) {
    case UPDATE_PHASE_PROGRAM:
        if (!programmer_machine_step(&run->host, &run->machine, &event))
            programmed(run);
        follow(run, &event);
        break;
    case UPDATE_PHASE_ASK:
        machine_run(&run->machine, ask_deadline(run), &event);
        follow(run, &event);
        if (run->phase == UPDATE_PHASE_ASK)
            ask(run, &event);
        break;
    default:
        machine_run(&run->machine, start_deadline(run), &event);
        follow(run, &event);
        if (run->phase == UPDATE_PHASE_START)
            start(run, &event);
        break;
    }
}

void update_run(struct update_run *run, const struct update *update,
                uint64_t cut)
{
    memset(run, 0, offsetof(struct update_run, machine));
    run->update = update;
    run->cut = cut;
    run->rom_ps = run->main_ps = NEVER;
    run->limit_ps = ask_limit_ps(update);
    update_start(update, &run->machine, 1u << EVENT_NVM);
    machine_ask(&run->machine, update->campaign->asks);
    machine_breakpoint_set(&run->machine, update_main(update->next));
    while (run->phase < UPDATE_PHASE_DONE)
        step(run);
    if (run->journal.out_of_memory)
        fail(run, "out of memory");
    else if (run->journal.mass_erase)
        fail(run, "the flash is erased as a whole, which is no update");
}
