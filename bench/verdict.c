/* SPDX-License-Identifier: MIT */
#include "bench/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rom/choices.h"
#include "src/boot0_record.h"

/* --- outcome --- */

enum { REFUSED_FIRST = 4 };

static const char *const outcomes[BOOT0_OUTCOMES] = {
    "none",       "entered",       "returned",    "interrupted",
    "refused_id", "refused_bank2", "refused_rdp", "refused_erase",
};

static unsigned outcome_of(uint32_t word)
{
    return word - BOOT0_MAGIC < BOOT0_OUTCOMES ? word - BOOT0_MAGIC : 0;
}

/* The note is the one word of RAM that begins as BOOT0_MAGIC, so that it is
 * found without symbols too. */
static unsigned outcome_index(const struct machine *machine)
{
    const struct image_symbol *symbol =
        image_symbol(machine->image, "boot0_noted");
    uint32_t word = 0;

    if (symbol) {
        chip_peek(&machine->chip, symbol->address, &word, sizeof word);
        return outcome_of(word);
    }
    for (unsigned i = 0; i < SRAM_SIZE; i += 4) {
        memcpy(&word, machine->chip.sram + i, sizeof word);
        if (outcome_of(word) && memcmp(machine->noise + i, &word, sizeof word))
            return outcome_of(word);
    }
    return 0;
}

const char *verdict_outcome(const struct machine *machine)
{
    return outcomes[outcome_index(machine)];
}

/* --- verdict --- */

static bool refused(const struct session *session)
{
    return session->campaign->library &&
           outcome_index(&session->machine) >= REFUSED_FIRST;
}

/* The ROM answers: because of the ask, of the pin, or of nobody. */
static enum verdict in_rom(const struct session *session)
{
    bool nobody = session->campaign->ask->kind == ASK_NONE || !session->asked;
    return nobody && !session->scenario.boot0 ? VERDICT_UNASKED : VERDICT_ROM;
}

static enum verdict judge(const struct session *session)
{
    bool nothing = session->campaign->ask->kind == ASK_NONE || !session->asked;

    switch (session->end) {
    case SESSION_LOCKUP: return VERDICT_LOCKUP;
    case SESSION_HARDFAULT: return VERDICT_HARDFAULT;
    case SESSION_ASTRAY: return VERDICT_ASTRAY;
    case SESSION_LOOPS: return VERDICT_RESET_LOOP;
    case SESSION_IN_ROM: return in_rom(session);
    default: break;
    }
    if (session->bounces)
        return VERDICT_BOUNCED;
    bool runs = session_app_runs(session);
    if (runs && (nothing || refused(session)))
        return VERDICT_APPLICATION;
    /* At level 2 the ROM is no more than the selector of a bank. */
    if (runs && session->starts && session->scenario.rdp == 2)
        return VERDICT_APPLICATION;
    /* With BFB2=1 the reset of the request leads through the ROM. */
    return session->starts ? VERDICT_BOUNCED : VERDICT_LOST;
}

/* --- wanted --- */

static enum asked asked(const struct campaign *campaign)
{
    if (campaign->ask->kind == ASK_NONE)
        return ASKED_NOTHING;
    return campaign->ask->kind == ASK_CALL &&
                   strcmp(campaign->ask->symbol, "boot0_request_erase") == 0
               ? ASKED_ERASE
               : ASKED_ROM;
}

static enum verdict want(const struct session *session)
{
    const struct campaign *campaign = session->campaign;
    const struct scenario *scenario = &session->scenario;
    const struct situation situation = {
        .asked = asked(campaign),
        .library = campaign->library,
        .allow_rdp1 = campaign->record.flags & BOOT0_FLAG_RDP1,
        .mailbox_rtc = campaign->record.flags & BOOT0_FLAG_RTC,
        .rom_id = session->machine.chip.system[ROM_ID_OFFSET],
        .model = scenario->rom != ROM_FILE,
        .readings = scenario->readings,
        .own_head = session->head[0],
        .other_head = session->head[1],
        .copy = scenario->bank2 == BANK2_COPY,
        .bfb2 = scenario->bfb2,
        .boot0 = scenario->boot0,
        .rdp = scenario->rdp,
    };
    return wanted(&situation, campaign->want);
}

/* --- run --- */

static void conclude(const struct session *session, struct result *result)
{
    result->scenario = session->scenario;
    result->verdict = judge(session);
    result->wanted = want(session);
    snprintf(result->outcome, sizeof result->outcome, "%s",
             session->campaign->library ? verdict_outcome(&session->machine)
                                        : outcomes[0]);
    result->cycles = session->machine.chip.cycle;
    result->ps = machine_ps(&session->machine);
    result->done = cause_find(session, result);
    result->pass = wanted_met(result->verdict, result->wanted) &&
                   result->cause_count == 0 && session->end != SESSION_STRICT;
}

/* START and SESSION are the two sessions to run with. */
static void run(const struct campaign *campaign,
                const struct scenario *scenarios, unsigned count,
                struct result *results, struct session *start,
                struct session *session)
{
    session_start(start, campaign, &scenarios[0]);
    bool over = session_run(start, true);
    for (unsigned i = 0; i < count; i++) {
        memset(&results[i], 0, sizeof results[i]);
        memcpy(session, start, sizeof *session);
        if (campaign->observers) /* they look at one scenario */
            machine_observe_copy(&session->machine);
        if (over)
            session->scenario = scenarios[i];
        else
            session_change_readings(session, &scenarios[i]);
        session_run(session, false);
        conclude(session, &results[i]);
    }
}

bool verdict_run(const struct campaign *campaign,
                 const struct scenario *scenarios, unsigned count,
                 struct result *results)
{
    struct session *start = malloc(sizeof *start);
    struct session *session = malloc(sizeof *session);
    bool done = start && session;

    if (done)
        run(campaign, scenarios, count, results, start, session);
    for (unsigned i = 0; i < count; i++)
        done = done && results[i].done;
    free(session);
    free(start);
    return done;
}
