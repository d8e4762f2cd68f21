/* SPDX-License-Identifier: MIT */
#include "bench/cause_bank.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/family.h"
#include "bench/machine_run.h"
#include "chip/core/exception.h"
#include "chip/map.h"
#include "src/boot0_record.h"

enum { STACK_TEXT = 128, START_MS = 1000 /* to main, after a power-on */ };

/* --- E1 --- */

static bool was_asked(const struct evidence *seen)
{
    return seen->run->campaign->asks->count && seen->run->asked;
}

/* Describes a stack pointer that the ROM did not take from the head as it is,
 * where start-up code that relied on it came to grief. */
static void describe_stack(const struct evidence *seen, unsigned bank,
                           char text[STACK_TEXT])
{
    const struct watch_msp *msp = &seen->run->machine.chip.watch.msp;
    bool grief = seen->result->verdict == VERDICT_LOCKUP ||
                 seen->result->verdict == VERDICT_HARDFAULT;
    text[0] = 0;
    if (grief && evidence_is_rom(seen, msp->pc) &&
        msp->value != seen->visit->head[bank])
        snprintf(text, STACK_TEXT,
                 ", with MSP = 0x%08" PRIX32 " (reading stack): start-up code "
                 "that does not load SP itself %s",
                 msp->value,
                 msp->value > evidence_sram_end(seen)
                     ? "pushes outside RAM and locks up"
                     : "runs on that");
}

/* Bank 2 is at 0x08000000 when UFB=1 in the visit: heads are physical. */
static void gave_back(const struct evidence *seen, unsigned bank)
{
    const struct machine_visit *visit = seen->visit;
    char stack[STACK_TEXT];
    describe_stack(seen, bank, stack);
    evidence_blame(
        seen, "E1", visit->from,
        "the ROM was entered at 0x%08" PRIX32 ", looked for a bank to start "
        "before it stays, found the stack pointer 0x%08" PRIX32 " at "
        "0x%08" PRIX32 " (bank %u) and gave the chip back by a %s%s",
        visit->entry, visit->head[bank], evidence_bank_base(seen, bank),
        bank + 1, visit->left_by_reset ? "reset" : "branch", stack);
}

static void would_give_back(const struct evidence *seen, unsigned bank)
{
    const struct machine_visit *visit = seen->visit;
    evidence_blame(
        seen, "E1", visit->from,
        "once the rest is mended this ROM does not stay either: it looks for a "
        "bank to start first, and finds the stack pointer 0x%08" PRIX32 " at "
        "0x%08" PRIX32 " (bank %u)",
        visit->head[bank], evidence_bank_base(seen, bank), bank + 1);
}

/* The ROM was stopped before its check, which begins with the reading `bfb2`.
 */
static bool never_came_to_it(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    return seen->result->verdict == VERDICT_DEAF &&
           evidence_checks_banks(seen) && !evidence_asked(seen, "bfb2") &&
           !seen->run->scenario.boot0 &&
           visit->entry == seen->run->machine.entries[0];
}

/* The library of a family without a second pass refuses where the ROM would
 * start the image again. */
static void refused(const struct evidence *seen)
{
    evidence_blame(
        seen, "E1", 0,
        "the library did not enter the ROM (refused_head): that looks for a "
        "bank to start before it stays, and word 0 of the image, 0x%08" PRIX32
        ", may be a stack pointer to it",
        seen->run->head[0]);
}

void cause_bank_find(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    if (wanted_met(seen->result->verdict, seen->result->wanted))
        return;
    if (scenario_run_outcome(seen->run) == BOOT0_OUTCOME_REFUSED_HEAD)
        refused(seen);
    if (!visit || visit->answered || !was_asked(seen) ||
        evidence_blamed(seen, "A4"))
        return;
    unsigned bank = evidence_bank_started(seen, visit->head);
    if (bank == 2)
        return;
    if (visit->left && !visit->interrupted)
        gave_back(seen, bank);
    else if (never_came_to_it(seen))
        would_give_back(seen, bank);
    if (bank == 1)
        evidence_advise(seen, "E1",
                        "Another program is in bank 2: erase its first page, "
                        "or keep the BOOT0 pin for such parts.");
}

/* --- E2 --- */

bool cause_bank_find_garbage(const struct evidence *seen)
{
    const struct machine *machine = &seen->run->machine;
    uint32_t head = machine_head(machine, 1);
    uint32_t reset = machine_reset_vector(machine, 1);

    if (machine_bank(machine) != 1 || !evidence_rom_starts(seen, head) ||
        bank_is_code(&machine->banks[1], reset & ~1u))
        return false;
    bool stored = head != seen->run->head[1];
    bool own = stored || bank_2_taken(machine->image, &machine->chip.part);
    evidence_blame(seen, "E2", seen->visit ? seen->visit->from : 0,
                   "%sthe word 0x%08" PRIX32 " at 0x%08" PRIX32
                   " looks like a stack "
                   "pointer, so the ROM started bank 2 with the reset vector "
                   "0x%08" PRIX32 ", which is no code",
                   own ? "" : "on a board with other data in bank 2, ", head,
                   evidence_bank_base(seen, 1), reset);
    if (stored)
        evidence_advise(seen, "E2",
                        "The image itself stores that word: keep the data "
                        "elsewhere, or behind a first word of bank 2 that "
                        "stays 0.");
    else if (!own)
        evidence_advise(seen, "E2",
                        "The image has nothing in bank 2, but what is stored "
                        "there later may look so: erase its first page, and "
                        "never store to its first word.");
    return true;
}

/* --- F --- */

static void programmed_over(const struct evidence *seen)
{
    for (unsigned i = 0; i < seen->run->note_count; i++) {
        const struct machine_event *event = &seen->run->notes[i].event;
        uint32_t address = event->firmware.address;
        if (event->kind != MACHINE_FIRMWARE ||
            event->firmware.error != FIRMWARE_NONZERO ||
            (address != FLASH_BASE && address != evidence_bank_base(seen, 1)))
            continue;
        evidence_warn(
            seen, "F4", event->pc,
            "the head at 0x%08" PRIX32 " was programmed over without an erase: "
            "NOTZEROERR, so it works or not cell by cell, and either way a "
            "power cut from now on leaves no application to start",
            address);
        return;
    }
}

/* True: after a loss of power the image starts, and runs on. */
static bool starts_again(struct machine *machine, const struct evidence *seen)
{
    struct machine_event event;
    machine_copy(machine, &seen->run->machine);
    machine_reset(machine, RESET_POWER);
    uint64_t until = machine_ps(machine) + START_MS * PS_PER_MS;
    while (machine_ps(machine) < until) {
        machine_run(machine, until, &event);
        if (event.kind == MACHINE_LOCKUP || event.kind == MACHINE_ASTRAY ||
            (event.kind == MACHINE_EXCEPTION &&
             exception_is_fault(event.exception.number)))
            return false;
        if (event.kind == MACHINE_MAIN)
            until = event.ps + SCENARIO_RUNS_MS * PS_PER_MS;
    }
    return true;
}

/* Runs the scenario again. Returns where the image programmed its own head. */
static uint32_t programs_head(struct scenario_run *run,
                              const struct evidence *seen)
{
    struct campaign campaign = *seen->run->campaign;
    struct machine_event event;
    campaign.observers = NULL;
    scenario_run_start(run, &campaign, &seen->run->scenario);
    run->machine.chip.watch.events |= 1u << EVENT_NVM;
    while (!scenario_run_step(run, &event))
        if (event.kind == MACHINE_NVM && event.nvm.begins &&
            event.nvm.address == FLASH_BASE)
            return event.pc;
    return 0;
}

/* The flash of some families takes zeros where something is stored already, and
 * reports nothing. */
static void cleared_head(const struct evidence *seen)
{
    if (!evidence_head_changed(seen) || evidence_head_erased(seen) ||
        seen->result->verdict != VERDICT_ROM || seen->run->scenario.bfb2 ||
        evidence_note(seen, FIRMWARE_NONZERO, false))
        return;
    struct scenario_run *run = malloc(sizeof *run);
    if (run && !starts_again(&run->machine, seen))
        evidence_warn(seen, "F4", programs_head(run, seen),
                      "the head at 0x%08X was programmed over without an "
                      "erase: it is 0x%08" PRIX32 " now, and a power cut from "
                      "now on leaves no application to start",
                      FLASH_BASE, machine_head(&seen->run->machine, 0));
    free(run);
}

static const char *erased_word(const struct evidence *seen)
{
    return map_of(&seen->run->machine.chip)->nvm.erased_to_0 ? "0"
                                                             : "0xFFFFFFFF";
}

static bool starts_blank(const struct evidence *seen)
{
    const struct family_info *family = evidence_family(seen);
    return family->starts_blank &&
           family->starts_blank(&seen->run->machine.chip.part);
}

/* The empty check is made at power-on, and not at a reset. */
static const char *leads_out(const struct evidence *seen)
{
    return starts_blank(seen) ? "power-on, BOOT0 or SWD" : "BOOT0 or SWD";
}

bool cause_bank_find_erased(const struct evidence *seen)
{
    bool fault = seen->result->verdict == VERDICT_LOCKUP ||
                 seen->result->verdict == VERDICT_HARDFAULT;
    programmed_over(seen);
    cleared_head(seen);
    if (!evidence_head_erased(seen))
        return false;
    if (fault && seen->run->resets) {
        evidence_blame(
            seen, seen->run->visits ? "F2" : "F3", 0,
            "the image erased its own vector table, and a reset came before "
            "%s: SP and PC were loaded with %s. Only %s leads out",
            seen->run->visits ? "the ROM had written a new one"
                              : "it had written a new one",
            erased_word(seen), leads_out(seen));
        return true;
    }
    if (seen->result->verdict == VERDICT_ROM && !seen->run->scenario.bfb2 &&
        !starts_blank(seen))
        evidence_warn(
            seen, "F2", 0,
            "the image erased its own vector table to stay in the ROM: %sa "
            "power cut before the new firmware is there leaves SP = PC = %s, "
            "and only BOOT0 or SWD leads out",
            evidence_family(seen)->takes_head ? "with BFB2=0 " : "",
            erased_word(seen));
    return false;
}
