/* SPDX-License-Identifier: MIT */
#include "bench/cause_request.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cause_store.h"
#include "bench/family.h"
#include "bench/kept.h"
#include "chip/map.h"
#include "src/boot0_record.h"

enum { RTC_BKP0R = 0x40002850 /* on every family */ };

static bool is_backup(const struct evidence *seen, uint32_t address)
{
    enum kept_kind kind = kept_kind(&seen->run->machine.chip, address);
    return kind == KEPT_REGISTERS || kind == KEPT_BACKUP_RAM;
}

/* --- A1 to A4, A12, A13: what was stored is overwritten --- */

static const char *start_code(const struct evidence *seen,
                              const struct cause_store *found)
{
    if (is_backup(seen, found->address))
        return "A12";
    return found->now ? "A1" : "A2";
}

static const char *code_of(const struct evidence *seen,
                           const struct cause_store *found)
{
    switch (found->by) {
    case CAUSE_STORE_ROM: return "A4";
    case CAUSE_STORE_STACK: return "A3";
    case CAUSE_STORE_RESET: return "A13";
    default: return start_code(seen, found);
    }
}

static void blame_store(const struct evidence *seen,
                        const struct cause_store *found)
{
    char rom[80];
    const char *const by[] = {
        [CAUSE_STORE_START] = "start-up code, before the firmware looks at it",
        [CAUSE_STORE_STACK] = "the stack, under which it lies",
        [CAUSE_STORE_RESET] = evidence_family(seen)->words.reset_erases,
        [CAUSE_STORE_ROM] = rom,
    };
    snprintf(rom, sizeof rom,
             "the ROM, which runs in between and uses the RAM below "
             "0x%08" PRIX32,
             evidence_word(seen, evidence_rom_base(seen)));
    bool own = found->by != CAUSE_STORE_ROM;
    evidence_blame(seen, code_of(seen, found), own ? found->pc : 0,
                   "the request, 0x%08" PRIX32 " at 0x%08" PRIX32 ", is "
                   "overwritten with 0x%08" PRIX32 " by %s. When that word is "
                   "kept the ROM is entered",
                   found->word, found->address, found->now, by[found->by]);
}

static bool of_ram(const struct evidence *seen, bool pass)
{
    struct cause_store found;
    if (!(pass ? cause_store_find_pass(seen->run, &found)
               : cause_store_find(seen->run, &found)))
        return false;
    if (found.by != CAUSE_STORE_NOBODY)
        blame_store(seen, &found);
    return true;
}

/* --- A9, A10: what is stored does not come into the backup domain --- */

/* True: the event took a word from the backup domain, or kept it out. */
static bool lost_backup(const struct evidence *seen,
                        const struct machine_event *event)
{
    const struct event_firmware *firmware = &event->firmware;
    if (event->kind != MACHINE_FIRMWARE || !is_backup(seen, firmware->address))
        return false;
    return firmware->error == FIRMWARE_DOMAIN ||
           firmware->error == FIRMWARE_UNCLOCKED ||
           (firmware->error == FIRMWARE_IGNORED &&
            firmware->ignored == IGNORED_DBP);
}

/* Sets the bit that gives the block at ADDRESS its clock. */
static void open_gate(struct chip *chip, uint32_t address)
{
    struct map_gate gate = map_at(chip, address)->clock;
    if (gate.mask)
        *(uint32_t *)(void *)((uint8_t *)chip + gate.reg) |= gate.mask;
}

static void undo_loss(struct chip *chip, const struct machine_event *loss)
{
    const struct event_firmware *firmware = &loss->firmware;
    memcpy(kept_place(chip, firmware->address), &firmware->value, 4);
    if (firmware->error == FIRMWARE_UNCLOCKED)
        open_gate(chip, firmware->address);
}

/* Runs the scenario again, with a backup domain that loses nothing. True: the
 * ROM is entered; *EVENT is the last loss before. */
static bool enters_with_backup(struct scenario_run *run,
                               const struct evidence *seen,
                               struct machine_event *loss)
{
    struct campaign campaign = *seen->run->campaign;
    struct machine_event event;
    bool lost = false;

    campaign.observers = NULL;
    scenario_run_start(run, &campaign, &seen->run->scenario);
    while (!scenario_run_step(run, &event) && !run->visits) {
        if (lost && event.kind == MACHINE_RESET &&
            loss->firmware.error == FIRMWARE_UNCLOCKED)
            open_gate(&run->machine.chip, loss->firmware.address);
        if (!run->asked || !lost_backup(seen, &event) || !event.firmware.value)
            continue;
        undo_loss(&run->machine.chip, &event);
        *loss = event;
        lost = true;
    }
    return lost && run->visits;
}

static bool any_lost_backup(const struct evidence *seen)
{
    for (unsigned i = 0; i < seen->run->note_count; i++)
        if (seen->run->notes[i].asked &&
            lost_backup(seen, &seen->run->notes[i].event))
            return true;
    return false;
}

enum { PLACE_TEXT = 48 };

static void place_words(const struct evidence *seen, uint32_t address,
                        char text[PLACE_TEXT])
{
    if (kept_kind(&seen->run->machine.chip, address) == KEPT_REGISTERS)
        snprintf(text, PLACE_TEXT, "RTC_BKP%uR",
                 (unsigned)(address - RTC_BKP0R) / 4);
    else
        snprintf(text, PLACE_TEXT, "%s at 0x%08" PRIX32,
                 bus_block_name(&seen->run->machine.chip, address), address);
}

/* A block without a clock takes nothing, and gives nothing back either. */
static void blame_clock(const struct evidence *seen,
                        const struct machine_event *loss, const char *place)
{
    struct bus_clock clock =
        bus_clock(&seen->run->machine.chip, loss->firmware.address);
    char remedy[FINDING_REMEDY];
    evidence_blame(seen, "A9", loss->pc,
                   "the request, 0x%08" PRIX32 ", is stored into %s while "
                   "%s.%s=0: the block has no clock and the store is ignored. "
                   "With the clock on the ROM is entered",
                   loss->firmware.value, place, clock.reg, clock.bit);
    snprintf(remedy, sizeof remedy,
             "Set %s.%s and read it back, before the store and before the "
             "request is looked at.",
             clock.reg, clock.bit);
    evidence_advise(seen, "A9", remedy);
}

static void blame_backup(const struct evidence *seen,
                         const struct machine_event *loss)
{
    const struct event_firmware *firmware = &loss->firmware;
    const struct family_words *words = &evidence_family(seen)->words;
    char place[PLACE_TEXT];
    place_words(seen, firmware->address, place);
    if (firmware->error == FIRMWARE_UNCLOCKED)
        blame_clock(seen, loss, place);
    else if (firmware->error == FIRMWARE_IGNORED)
        evidence_blame(seen, "A9", loss->pc,
                       "the request, 0x%08" PRIX32 ", is stored into "
                       "%s while %s=0: the RTC domain is "
                       "write-protected and the store is ignored. With it "
                       "done the ROM is entered",
                       firmware->value, place, words->dbp);
    else
        evidence_blame(seen, "A10", loss->pc,
                       "the request, 0x%08" PRIX32 " in %s, is erased "
                       "by %s=1 before the firmware looks at it. With it kept "
                       "the ROM is entered",
                       firmware->value, place, words->rtc_reset);
}

static bool of_backup(const struct evidence *seen)
{
    struct machine_event loss = {.pc = 0};
    if (!any_lost_backup(seen))
        return true;
    struct scenario_run *run = malloc(sizeof *run);
    if (!run)
        return false;
    if (enters_with_backup(run, seen, &loss))
        blame_backup(seen, &loss);
    free(run);
    return true;
}

/* --- E3: reset flags --- */

/* A reset led through the ROM, which cleared the flags of it. */
static bool lost_flags(const struct evidence *seen)
{
    return seen->run->starts && evidence_says(seen, "csr", "cleared");
}

/* Runs the scenario again, with a ROM that keeps the flags. True: the firmware
 * acts on the request. */
static bool acts_with_flags(struct scenario_run *run,
                            const struct evidence *seen)
{
    struct campaign campaign = *seen->run->campaign;
    struct scenario scenario = seen->run->scenario;
    struct machine_event event;

    campaign.observers = NULL;
    scenario.readings.value[reading_find(scenario.rom, "csr")] = 0;
    scenario_run_start(run, &campaign, &scenario);
    while (!scenario_run_step(run, &event) && !run->visits)
        ;
    return run->visits || scenario_run_outcome(run) >= BOOT0_OUTCOME_REFUSED_ID;
}

static bool of_flags(const struct evidence *seen)
{
    if (!lost_flags(seen))
        return true;
    struct scenario_run *run = malloc(sizeof *run);
    if (!run)
        return false;
    if (acts_with_flags(run, seen)) {
        evidence_blame(
            seen, "E3", 0,
            "the reset of the request led through the ROM (BFB2=1), which "
            "cleared the reset flags before it started the bank (reading "
            "csr=cleared): the firmware does not believe its request without "
            "them. With the flags kept it does");
        evidence_advise(seen, "E3",
                        seen->run->campaign->library
                            ? "Call boot0_request_erase(), or deliver parts "
                              "with BFB2=0 (docs/integration.md, section 12)."
                            : "Deliver parts with BFB2=0, or believe a whole "
                              "word and its complement that are cleared when "
                              "they are read, whatever RCC_CSR says.");
    }
    free(run);
    return true;
}

/* The request was made, and no branch to the ROM followed. */
static bool before_entry(const struct evidence *seen)
{
    const struct result *result = seen->result;
    return of_flags(seen) && (result->cause_count || of_backup(seen)) &&
           (result->cause_count || of_ram(seen, false));
}

bool cause_request_find_lost(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    if (!run->asked || (!run->resets && !run->visits))
        return true;
    /* A ROM that gives the chip back is to be entered again. */
    if (run->visits)
        return !(evidence_checks_banks(seen) ||
                 evidence_family(seen)->retries) ||
               of_ram(seen, true);
    return before_entry(seen);
}

/* --- A8, A11: requests that nobody made --- */

/* Runs the scenario again with RAM that holds 0 at power-on, where it is noise
 * otherwise. True: the ROM is not entered. */
static bool is_noise(struct scenario_run *run, const struct evidence *seen)
{
    struct campaign campaign = *seen->run->campaign;

    campaign.observers = NULL;
    scenario_run_start(run, &campaign, &seen->run->scenario);
    kept_clear(&run->machine.chip);
    machine_keep_noise(&run->machine);
    scenario_run_continue(run);
    return run->visits == 0;
}

static bool of_power_on(const struct evidence *seen)
{
    uint32_t unused;
    if (image_ram(seen->run->campaign->image, &seen->run->machine.chip.part,
                  &unused))
        return true; /* RAM that the image itself brings */
    struct scenario_run *run = malloc(sizeof *run);
    if (!run)
        return false;
    if (is_noise(run, seen))
        evidence_blame(
            seen, "A8", seen->visit->from,
            "the ROM is entered right after power-on, because of what RAM "
            "happens to hold then: with RAM at 0 the application runs");
    free(run);
    return true;
}

bool cause_request_find_unasked(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    if (!visit || seen->run->campaign->asks->count)
        return true;
    if (!seen->run->resets)
        return of_power_on(seen);
    evidence_blame(
        seen, "A11", visit->from,
        "nobody asked: a reset that the image's own code makes during start-up "
        "leaves the reset flag SFTRSTF and a word that the application takes "
        "for a request, and it jumps to the ROM");
    return true;
}
