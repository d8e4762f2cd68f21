/* SPDX-License-Identifier: MIT */
#include "bench/session.h"

#include <string.h>

#include "chip/core/armv6m/exception.h"

enum {
    PROBE_USART = USART_2,
    PROBE_FIRST_MS = 2, /* AN2606: the slowest of these ROMs needs 0.71 ms */
    PROBE_BOOT_MS = 6,  /* at 2.1 MHz the model takes 5 ms to wipe all RAM, and
                         * the bank it starts then shall hear nothing */
    PROBE_AGAIN_MS = 5,
    PROBE_LOOK_US = 50, /* how often the line is looked at */
    SYNC = 0x7F,
    ACK = 0x79
};

/* --- start --- */

static uint32_t bank_word(const struct chip *chip, unsigned bank,
                          unsigned offset)
{
    uint32_t word;
    if (bank && !chip->part.bank2_base)
        return 0;
    memcpy(&word, chip->nvm + bank * chip->part.bank_size + offset,
           sizeof word);
    return word;
}

void session_start(struct session *session, const struct campaign *campaign,
                   const struct scenario *scenario)
{
    const struct machine_setup setup = {
        .part = &campaign->part,
        .image = campaign->image,
        .rom = scenario->rom,
        .rom_bytes = campaign_rom(campaign, scenario->rom_hash),
        .readings = scenario->readings,
        .bank2 = scenario->bank2,
        .bank2_image = campaign->bank2_image,
        .bfb2 = scenario->bfb2,
        .boot0 = scenario->boot0,
        .rdp = scenario->rdp,
        .wdg_sw = scenario->wdg_sw,
        .decoder = campaign->decoder,
        .strict = campaign->strict,
        .guard = true,
        .events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE,
    };

    memset(session, 0, sizeof *session);
    session->campaign = campaign;
    session->scenario = *scenario;
    machine_start(&session->machine, &setup);
    machine_ask(&session->machine, campaign->ask);
    session->limit_ps = campaign->until_us * PS_PER_US;
    if (!session->limit_ps)
        session->limit_ps =
            campaign->ask->at_us * PS_PER_US + SESSION_LIMIT_MS * PS_PER_MS;
    session->asked = campaign->ask->kind == ASK_NONE;
    session->main_ps = session->rom_ps = session->probe_ps = NEVER;
    session->fault_ps = NEVER;
    for (unsigned i = 0; i < 2; i++) {
        session->head[i] = bank_word(&session->machine.chip, i, 0);
        session->reset[i] = bank_word(&session->machine.chip, i, 4);
    }
    if (campaign->observers)
        campaign->observers->attach(campaign->observers, &session->machine,
                                    &setup, campaign->ask);
}

void session_change_readings(struct session *session,
                             const struct scenario *scenario)
{
    session->scenario = *scenario;
    if (scenario->rom != ROM_FILE)
        machine_change_rom(&session->machine, scenario->rom,
                           scenario->readings);
}

/* --- what happens --- */

static void end(struct session *session, enum session_end how,
                const struct machine_event *event)
{
    session->end = how;
    session->last = *event;
}

static void turn(struct session *session, const struct machine_event *event)
{
    if (session->asked && ++session->turns == SESSION_TURNS)
        end(session, SESSION_LOOPS, event);
}

static void rom_entered(struct session *session)
{
    const struct machine_visit *visit = &session->machine.visit;

    session->main_ps = NEVER;
    session->rom_ps = visit->ps;
    session->probe_ps =
        visit->ps +
        (visit->by_hardware ? PROBE_BOOT_MS : PROBE_FIRST_MS) * PS_PER_MS;
    session->probed = false;
    if (visit->by_hardware || !session->asked)
        return;
    session->visit[session->visits ? 1 : 0] = *visit;
    session->visits++;
}

/* The ROM gave the chip back. That it starts a bank with BFB2=1 is the way the
 * part boots, and no turn of a loop. */
static void rom_left(struct session *session, const struct machine_event *event)
{
    const struct machine_visit *visit = &session->machine.visit;

    session->main_ps = session->rom_ps = session->probe_ps = NEVER;
    session->starts += session->asked && visit->by_hardware;
    if (visit->by_hardware || !session->asked || !session->visits)
        return;
    session->visit[session->visits > 1 ? 1 : 0] = *visit;
    session->bounces++;
    if (!visit->left_by_reset) /* else the reset counts */
        turn(session, event);
}

static void was_reset(struct session *session,
                      const struct machine_event *event)
{
    session->main_ps = session->rom_ps = session->probe_ps = NEVER;
    session->resets += session->asked;
    turn(session, event);
}

/* What the image did, not the ROM. */
static void note(struct session *session, const struct machine_event *event)
{
    if (session->machine.in_rom || session->note_count == SESSION_NOTES)
        return;
    session->notes[session->note_count++] = *event;
}

static void unmodelled(struct session *session,
                       const struct machine_event *event)
{
    note(session, event);
    if (session->campaign->strict)
        end(session, SESSION_STRICT, event);
}

static void exception(struct session *session,
                      const struct machine_event *event)
{
    if (event->exception.number != EXCEPTION_HARDFAULT)
        return;
    session->fault = fault_look(&session->machine.chip);
    session->fault_ps = event->ps;
    session->last = *event;
}

/* A HardFault was taken: it is the end of the scenario, unless its handler
 * makes it worse. */
static void after_fault(struct session *session,
                        const struct machine_event *event)
{
    if (event->kind == MACHINE_LOCKUP)
        end(session, SESSION_LOCKUP, event);
    else if (event->kind == MACHINE_EXCEPTION ||
             event->kind == MACHINE_FIRMWARE ||
             event->kind == MACHINE_UNMODELLED || event->kind == MACHINE_MAIN)
        return;
    else
        session->end = SESSION_HARDFAULT;
}

/* --- what time brings --- */

/* Has the ask had its effect, so that an application which runs is the end of
 * it? A press or a text may be answered late: only a reset or a bounce tells.
 */
static bool settled(const struct session *session)
{
    if (session->campaign->ask->kind == ASK_NONE || session->vain)
        return true;
    return session->asked && session->turns > 0;
}

bool session_app_runs(const struct session *session)
{
    return session->main_ps != NEVER &&
           machine_ps(&session->machine) - session->main_ps >=
               SESSION_RUNS_MS * PS_PER_MS;
}

static void probe(struct session *session, const struct machine_event *event)
{
    static const uint8_t sync = SYNC;
    struct machine *machine = &session->machine;
    uint8_t bytes[SERIAL_QUEUE];
    size_t count = machine_take(machine, PROBE_USART, bytes, sizeof bytes);

    if (event->ps >= session->probe_ps) {
        machine_send(machine, PROBE_USART, &sync, 1);
        session->probe_ps = event->ps + PROBE_AGAIN_MS * PS_PER_MS;
        session->probed = true;
    } else if (machine->visit.answered && memchr(bytes, ACK, count)) {
        end(session, SESSION_IN_ROM, event);
    }
}

static void tick(struct session *session, const struct machine_event *event)
{
    if (session->rom_ps != NEVER)
        probe(session, event);
    if (session->end == SESSION_GOES_ON && settled(session) &&
        session_app_runs(session))
        end(session, SESSION_RUNS, event);
    if (session->end == SESSION_GOES_ON && event->ps >= session->limit_ps)
        end(session, SESSION_LIMIT, event);
}

/* When to look next, if nothing happens before. */
static uint64_t deadline(const struct session *session)
{
    uint64_t now = machine_ps(&session->machine);
    uint64_t next = session->limit_ps;
    uint64_t look = NEVER;

    if (session->fault_ps != NEVER)
        return session->fault_ps + SESSION_FAULT_MS * PS_PER_MS;
    if (session->rom_ps != NEVER && !session->probed)
        look = session->probe_ps;
    else if (session->rom_ps != NEVER)
        look = now + PROBE_LOOK_US * PS_PER_US;
    else if (settled(session) && session->main_ps != NEVER)
        look = session->main_ps + SESSION_RUNS_MS * PS_PER_MS;
    return look < next ? look : next;
}

static void handle(struct session *session, const struct machine_event *event)
{
    switch (event->kind) {
    case MACHINE_TIME: tick(session, event); break;
    case MACHINE_RESET: was_reset(session, event); break;
    case MACHINE_ROM: rom_entered(session); break;
    case MACHINE_LEFT: rom_left(session, event); break;
    case MACHINE_ASKED: session->asked = true; break;
    case MACHINE_VAIN: session->vain = true; break;
    case MACHINE_MAIN: session->main_ps = event->ps; break;
    case MACHINE_EXCEPTION: exception(session, event); break;
    case MACHINE_LOCKUP: end(session, SESSION_LOCKUP, event); break;
    case MACHINE_ASTRAY: end(session, SESSION_ASTRAY, event); break;
    case MACHINE_UNMODELLED: unmodelled(session, event); break;
    case MACHINE_FIRMWARE: note(session, event); break;
    case MACHINE_VECTOR:
    case MACHINE_PIN:
    case MACHINE_BEFORE:
    case MACHINE_BREAK:
    case MACHINE_WATCHPOINT:
    case MACHINE_STEPPED: break;
    }
}

bool session_step(struct session *session, struct machine_event *event)
{
    bool faulted = session->fault_ps != NEVER;
    machine_run(&session->machine, deadline(session), event);
    if (faulted)
        after_fault(session, event);
    else
        handle(session, event);
    return session->end != SESSION_GOES_ON;
}

bool session_run(struct session *session, bool to_rom)
{
    struct machine_event event;

    while (session->end == SESSION_GOES_ON)
        if (!session_step(session, &event) && to_rom &&
            event.kind == MACHINE_ROM)
            return false;
    return true;
}
