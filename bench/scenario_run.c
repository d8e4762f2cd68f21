/* SPDX-License-Identifier: MIT */
#include "bench/scenario_run.h"

#include <string.h>

#include "bench/family.h"
#include "bench/machine_ask.h"
#include "bench/machine_run.h"
#include "bench/machine_visit.h"
#include "bench/outcome.h"
#include "bench/scenario_setup.h"
#include "chip/core/exception.h"
#include "chip/little_endian.h"
#include "src/boot0_record.h"

/* --- start --- */

uint32_t scenario_run_user_option(const struct scenario_run *run)
{
    const struct chip *chip = &run->machine.chip;
    return little_endian(
        bus_physical(chip, REGION_OPTION) + family_of(chip)->user_option, 4);
}

uint64_t scenario_run_limit_ps(const struct scenario *scenario)
{
    unsigned ms =
        scenario->host == HOST_ON_USB ? SCENARIO_USB_MS : SCENARIO_LIMIT_MS;
    return PS_PER_MS * (ms + family_info(rom_family(scenario->rom))->slow_ms);
}

void scenario_run_copy(struct scenario_run *run,
                       const struct scenario_run *from)
{
    memcpy(run, from, offsetof(struct scenario_run, machine));
    machine_copy(&run->machine, &from->machine);
}

void scenario_run_start(struct scenario_run *run,
                        const struct campaign *campaign,
                        const struct scenario *scenario)
{
    struct machine_setup setup = scenario_setup(campaign, scenario);
    setup.strict = campaign->strict;
    setup.guard = true;
    setup.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
    if (scenario_run_has_cuts(campaign, scenario))
        setup.events |= 1u << EVENT_NVM;

    memset(run, 0, offsetof(struct scenario_run, machine));
    run->campaign = campaign;
    run->scenario = *scenario;
    machine_start(&run->machine, &setup);
    machine_ask(&run->machine, campaign->asks);
    scenario_setup_usb(campaign, scenario, &run->machine);
    run->limit_ps = campaign->until_us * PS_PER_US;
    if (!run->limit_ps)
        run->limit_ps = asks_end_us(campaign->asks) * PS_PER_US +
                        scenario_run_limit_ps(scenario);
    run->asked = campaign->asks->count == 0;
    run->probe.host = scenario->host;
    run->probe.usart = campaign_usart(campaign);
    probe_end(&run->probe);
    run->main_ps = run->fault_ps = run->first_main_ps = NEVER;
    run->user_option = scenario_run_user_option(run);
    for (unsigned i = 0; i < 2; i++)
        run->head[i] = machine_head(&run->machine, i);
    if (campaign->observers)
        campaign->observers->attach(campaign->observers, &run->machine, &setup,
                                    campaign->asks);
}

void scenario_run_decide(struct scenario_run *run, unsigned reading,
                         unsigned value)
{
    run->scenario.readings.value[reading] = (uint8_t)value;
    machine_change_reading(&run->machine, reading, value);
}

/* --- what happens --- */

static void end(struct scenario_run *run, enum scenario_end how,
                const struct machine_event *event)
{
    run->end = how;
    run->last = *event;
}

/* The time is over for what runs: an application, or the handler of an NMI that
 * does not come back. */
static void end_by_time(struct scenario_run *run, enum scenario_end how,
                        const struct machine_event *event)
{
    if (run->machine.chip.cpu.ipsr != EXCEPTION_NMI || run->machine.in_rom) {
        end(run, how, event);
        return;
    }
    run->fault = run->nmi;
    run->fault_ps = event->ps;
    end(run, SCENARIO_HARDFAULT, event);
}

bool scenario_run_ask_over(const struct scenario_run *run)
{
    return machine_ps(&run->machine) >= machine_ask_end_ps(&run->machine);
}

/* Firmware that looks at the level of a pin asks again and again while the
 * button is held: that is no loop. */
static void turn(struct scenario_run *run, const struct machine_event *event)
{
    unsigned most = SCENARIO_TURNS + family_of(&run->machine.chip)->retries;
    run->turns += run->asked;
    if (scenario_run_ask_over(run) && ++run->turns_over == most)
        end(run, SCENARIO_LOOPS, event);
}

static void rom_entered(struct scenario_run *run)
{
    const struct machine_visit *visit = &run->machine.visit;

    run->main_ps = NEVER;
    probe_begin(&run->probe, &run->machine);
    if (visit->by_hardware || !run->asked)
        return;
    run->visit[run->visits ? 1 : 0] = *visit;
    run->visits++;
}

/* The ROM gave the chip back. With BFB2=1 the part boots that way: such a start
 * is no turn of a loop. */
static void rom_left(struct scenario_run *run,
                     const struct machine_event *event)
{
    const struct machine_visit *visit = &run->machine.visit;

    run->main_ps = NEVER;
    probe_end(&run->probe);
    run->starts += run->asked && visit->by_hardware;
    if (visit->by_hardware || !run->asked || !run->visits)
        return;
    run->visit[run->visits > 1 ? 1 : 0] = *visit;
    if (!run->bounces++)
        run->bounce_ps = event->ps;
    if (!visit->left_by_reset) /* else the reset counts */
        turn(run, event);
}

static void was_reset(struct scenario_run *run,
                      const struct machine_event *event)
{
    if (run->nvm.last.begins)
        scenario_run_nvm_settled(run);
    run->main_ps = NEVER;
    probe_end(&run->probe);
    run->resets += run->asked;
    turn(run, event);
}

static bool same_note(const struct machine_event *a,
                      const struct machine_event *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == MACHINE_UNMODELLED)
        return a->unmodelled.address == b->unmodelled.address &&
               a->unmodelled.write == b->unmodelled.write;
    return a->firmware.error == b->firmware.error &&
           a->firmware.address == b->firmware.address;
}

/* Of several asks in vain the first is reported. */
static void asked_in_vain(struct scenario_run *run,
                          const struct machine_vain_ask *vain)
{
    if (!run->vain.why)
        run->vain = *vain;
}

/* Keeps events of the image, not of the ROM. */
static void note(struct scenario_run *run, const struct machine_event *event)
{
    if (machine_visit_made(&run->machine, event) ||
        run->note_count == SCENARIO_NOTES)
        return;
    for (unsigned i = 0; i < run->note_count; i++)
        if (run->notes[i].asked == run->asked &&
            same_note(&run->notes[i].event, event))
            return;
    run->notes[run->note_count++] =
        (struct scenario_note){.event = *event, .asked = run->asked};
}

static void unmodelled(struct scenario_run *run,
                       const struct machine_event *event)
{
    note(run, event);
    if (run->campaign->strict)
        end(run, SCENARIO_STRICT, event);
}

static void exception(struct scenario_run *run,
                      const struct machine_event *event)
{
    if (event->exception.number == EXCEPTION_NMI)
        run->nmi = fault_look(&run->machine.chip);
    if (!exception_is_fault(event->exception.number))
        return;
    run->fault = fault_look(&run->machine.chip);
    run->fault_ps = event->ps;
    run->last = *event;
}

/* A fault ends the scenario, unless its handler makes things worse. */
static void after_fault(struct scenario_run *run,
                        const struct machine_event *event)
{
    if (event->kind == MACHINE_LOCKUP)
        end(run, SCENARIO_LOCKUP, event);
    else if (event->kind == MACHINE_EXCEPTION ||
             event->kind == MACHINE_FIRMWARE ||
             event->kind == MACHINE_UNMODELLED || event->kind == MACHINE_MAIN)
        return;
    else
        run->end = SCENARIO_HARDFAULT;
}

/* --- what time brings --- */

/* True: the ask has had its effect, so that the run ends with a running
 * application. Firmware may react to a press or a text late: only a reset or a
 * bounce shows that it did. Without an ask the run lasts as long as --until
 * says. */
static bool settled(const struct scenario_run *run)
{
    if (run->cuts)
        return true;
    if (run->campaign->asks->count == 0)
        return !run->campaign->until_us;
    if (run->vain.why == VAIN_OTHER)
        return true;
    return scenario_run_ask_over(run) && run->turns > 0;
}

/* Returns when the application counts as running, if nothing happens before. An
 * operation on the NVM holds it up: what it does then is still to come. */
static uint64_t runs_ps(const struct scenario_run *run)
{
    unsigned ms = run->cuts ? SCENARIO_CUT_MS : SCENARIO_RUNS_MS;
    uint64_t since = run->main_ps;
    if (since == NEVER || run->nvm.last.begins)
        return NEVER;
    if (since < run->nvm.end_ps)
        since = run->nvm.end_ps;
    return since + ms * PS_PER_MS;
}

bool scenario_run_app_runs(const struct scenario_run *run)
{
    return machine_ps(&run->machine) >= runs_ps(run);
}

static bool is_deaf(const struct scenario_run *run)
{
    return scenario_run_ask_over(run) &&
           probe_is_deaf(&run->probe, &run->machine);
}

static void tick(struct scenario_run *run, const struct machine_event *event)
{
    if (probe_look(&run->probe, &run->machine))
        end(run, SCENARIO_IN_ROM, event);
    if (run->end == SCENARIO_GOES_ON && is_deaf(run))
        end(run, SCENARIO_DEAF, event);
    if (run->end == SCENARIO_GOES_ON && settled(run) &&
        scenario_run_app_runs(run))
        end_by_time(run, SCENARIO_RUNS, event);
    if (run->end == SCENARIO_GOES_ON && event->ps >= run->limit_ps)
        end_by_time(run, SCENARIO_LIMIT, event);
}

/* Returns the time of the next check, if nothing happens before. */
static uint64_t deadline(const struct scenario_run *run)
{
    uint64_t now = machine_ps(&run->machine);
    uint64_t next = run->limit_ps;
    uint64_t look = probe_due(&run->probe, &run->machine);
    uint64_t over = machine_ask_end_ps(&run->machine);

    if (run->fault_ps != NEVER)
        return run->fault_ps + SCENARIO_FAULT_MS * PS_PER_MS;
    if (look == NEVER && settled(run))
        look = runs_ps(run);
    if (now < over && over < look)
        look = over;
    return look < next ? look : next;
}

unsigned scenario_run_outcome(const struct scenario_run *run)
{
    if (!run->campaign->library)
        return BOOT0_OUTCOME_NONE;
    unsigned now = outcome_read(&run->machine);
    return now ? now : run->outcome;
}

static void reached_main(struct scenario_run *run,
                         const struct machine_event *event)
{
    run->main_ps = event->ps;
    run->main_seen = true;
    if (run->first_main_ps == NEVER)
        run->first_main_ps = event->ps;
    if (run->campaign->library)
        run->outcome = outcome_read(&run->machine);
}

static void was_asked(struct scenario_run *run)
{
    if (!run->asked)
        scenario_run_cut_asked(run);
    run->asked = true;
}

static void nvm_worked(struct scenario_run *run, const struct event_nvm *nvm)
{
    scenario_run_nvm_worked(run, nvm);
    if (nvm->begins)
        scenario_run_cut_due(run);
}

static void handle(struct scenario_run *run, const struct machine_event *event)
{
    switch (event->kind) {
    case MACHINE_TIME:
    case MACHINE_USB: tick(run, event); break;
    case MACHINE_RESET: was_reset(run, event); break;
    case MACHINE_ROM: rom_entered(run); break;
    case MACHINE_LEFT: rom_left(run, event); break;
    case MACHINE_ASKED: was_asked(run); break;
    case MACHINE_NVM: nvm_worked(run, &event->nvm); break;
    case MACHINE_BEFORE: scenario_run_cut_due(run); break;
    case MACHINE_VAIN: asked_in_vain(run, &event->vain); break;
    case MACHINE_MAIN: reached_main(run, event); break;
    case MACHINE_EXCEPTION: exception(run, event); break;
    case MACHINE_LOCKUP: end(run, SCENARIO_LOCKUP, event); break;
    case MACHINE_ASTRAY: end(run, SCENARIO_ASTRAY, event); break;
    case MACHINE_UNMODELLED: unmodelled(run, event); break;
    case MACHINE_FIRMWARE: note(run, event); break;
    case MACHINE_READING: run->scenario.asked |= 1u << event->reading; break;
    case MACHINE_VECTOR:
    case MACHINE_BOOT0:
    case MACHINE_PIN:
    case MACHINE_BREAK:
    case MACHINE_WATCHPOINT:
    case MACHINE_STEPPED: break;
    }
}

bool scenario_run_step(struct scenario_run *run, struct machine_event *event)
{
    bool faulted = run->fault_ps != NEVER;
    if (!run->stopped_before) /* else what was due then still is */
        run->due_ps = deadline(run);
    machine_run(&run->machine, run->due_ps, event);
    run->stopped_before = event->kind == MACHINE_BEFORE;
    if (faulted)
        after_fault(run, event);
    else
        handle(run, event);
    scenario_run_cut_arm(run);
    return run->end != SCENARIO_GOES_ON;
}

void scenario_run_continue(struct scenario_run *run)
{
    struct machine_event event;
    while (!scenario_run_step(run, &event))
        ;
}
