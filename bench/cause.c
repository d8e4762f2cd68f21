/* SPDX-License-Identifier: MIT */
#include "bench/cause.h"

#include <inttypes.h>

#include "bench/cause_fault.h"
#include "bench/cause_overwritten.h"
#include "bench/evidence.h"
#include "rom/choices.h"

/* --- E: the ROM sends you back --- */

/* Returns the bank that the ROM's check starts, or 2: none is valid. */
static unsigned bank_taken(const struct evidence *seen, const uint32_t head[2])
{
    if (evidence_rom_starts(seen, head[1]))
        return 1;
    return evidence_rom_starts(seen, head[0]) ? 0 : 2;
}

static const char *way_out(unsigned bank)
{
    return bank ? "Another program is in bank 2: erase it, or keep BOOT0 for "
                  "such parts"
                : "Make the head invalid (boot0 patch --head invalid), or "
                  "enter in two passes (the library does)";
}

static bool bounced(const struct evidence *seen)
{
    if (!seen->visit || !seen->visit->left || seen->visit->answered)
        return false;
    unsigned bank = bank_taken(seen, seen->visit->head);
    if (bank == 2)
        return false;
    evidence_blame(
        seen, "E1", seen->visit->from,
        "the ROM was entered at 0x%08" PRIX32 ", found the stack pointer "
        "0x%08" PRIX32 " at 0x%08" PRIX32 " (bank %u) and gave the chip back "
        "by a %s: with such a head this ROM does not stay. %s",
        seen->visit->entry, seen->visit->head[bank],
        evidence_bank_base(seen, bank), bank + 1,
        seen->visit->left_by_reset ? "reset" : "branch", way_out(bank));
    return true;
}

/* --- A: the request is lost --- */

/* False: out of memory. */
static bool of_overwritten(const struct evidence *seen)
{
    struct overwritten overwritten;
    if (seen->run->visits || seen->run->resets == 0)
        return true;
    if (!cause_overwritten_find(seen->run->campaign, &seen->run->scenario,
                                &overwritten))
        return false;
    if (!overwritten.found)
        return true;
    evidence_blame(
        seen,
        overwritten.by_rom ? "A4"
        : overwritten.now  ? "A1"
                           : "A2",
        overwritten.address,
        "the request, 0x%08" PRIX32 " at 0x%08" PRIX32 ", was overwritten "
        "with 0x%08" PRIX32 " by %s before main looked at it: with that word "
        "put back the ROM is entered. Keep it in .noinit above 0x200014D0 or "
        "in RTC backup registers, or use the library",
        overwritten.word, overwritten.address, overwritten.now,
        overwritten.by_rom ? "the ROM, which ran in between,"
                           : "the start-up code");
    return true;
}

/* --- the verdicts --- */

/* The ROM stays, but runs on the stack of a thread. */
static void of_rom(const struct evidence *seen)
{
    if (!seen->visit || !(seen->visit->control & CONTROL_SPSEL))
        return;
    evidence_blame(
        seen, "B5", seen->visit->from,
        "the ROM was entered with CONTROL.SPSEL=1: MSP was set, but the ROM "
        "runs on the stack of a thread. Clear CONTROL and ISB before MSP is "
        "set");
}

/* --- warnings --- */

static bool maps_itself(const struct evidence *seen)
{
    return seen->run->scenario.readings.value[READING_REMAP] ==
           CHOICE_REMAP_SELF;
}

/* Mistakes at the entry that do no harm to the ROM's USART code, but to its USB
 * code. */
static void of_entry(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    bool usb = seen->run->scenario.rom == ROM_V4_0 ||
               seen->run->scenario.rom == ROM_V4_1;

    if (seen->run->scenario.rdp == 1 && !seen->run->scenario.boot0)
        evidence_warn(
            seen, "I3", visit->from,
            "entered at RDP level 1: all that the ROM can do is to erase "
            "everything, and a blank part with BOOT0 low has no way back");
    if (!usb)
        return;
    if (visit->primask)
        evidence_warn(
            seen, "D3", visit->from,
            "PRIMASK is 1 at the jump: the ROM's USART code polls, its USB "
            "code needs interrupts and is deaf. CPSIE i before the jump");
    if (visit->mem_mode != MEM_MODE_SYSTEM && !maps_itself(seen))
        evidence_warn(
            seen, "C1", visit->from,
            "system memory is not mapped to 0 at the jump: its USB interrupt "
            "takes a vector of the application. "
            "Set MEM_MODE=01, with the SYSCFG clock on");
    if (visit->systick)
        evidence_warn(
            seen, "D1", visit->from,
            "SysTick runs with its interrupt enabled at the jump. Enter from "
            "a reset");
    if (visit->enabled)
        evidence_warn(
            seen, "D2", visit->from,
            "NVIC lines 0x%08" PRIX32 " are enabled at the jump: the first "
            "such interrupt in the ROM goes astray. Enter from a reset",
            visit->enabled);
}

static void of_head(const struct evidence *seen)
{
    if (evidence_head_erased(seen) && !seen->run->scenario.bfb2)
        evidence_warn(
            seen, "F2", 0,
            "the image erased its own vector table to stay in the ROM: with "
            "BFB2=0 a power cut before the new firmware is there leaves SP = "
            "PC = 0, and only BOOT0 or SWD leads out");
}

/* The part never gets out of its ROM. */
static void of_option(const struct evidence *seen)
{
    if (!seen->run->scenario.bfb2)
        return;
    evidence_warn(
        seen, "bfb2", 0,
        "with BFB2=1 the part starts its ROM at every reset, and this one "
        "stays there: %s. The application never runs",
        bank_taken(seen, seen->run->head) == 2
            ? "no bank has a stack pointer in its first word"
            : "it cannot start a bank (no dual-bank code)");
}

/* Warns when the firmware cannot have noticed the ask: the verdict then says
 * nothing about how it reacts to one. */
static void of_ask(const struct evidence *seen)
{
    static const char *const reasons[] = {
        [VAIN_OTHER] = "what runs is not the image under test",
        [VAIN_PIN] = "while the pin was pressed the firmware neither read its "
                     "port nor waited for an edge (EXTI). Another pin, or a "
                     "later time (@MS)?",
    };
    const struct scenario_run *run = seen->run;
    const struct machine *machine = &run->machine;
    if (run->vain == VAIN_LINE)
        evidence_warn(
            seen, "ask", 0,
            "the ask was in vain: %s was off while the text was sent. "
            "Another line, or a later time (@MS)?",
            serial_listener(&machine->chip, machine->ask_usart)->name);
    else if (run->vain)
        evidence_warn(seen, "ask", 0, "the ask was in vain: %s",
                      reasons[run->vain]);
    else if (!run->asked && !run->machine.in_rom)
        evidence_warn(seen, "ask", 0,
                      "the firmware was never asked: not until %.0f ms, the "
                      "end of the scenario (--ask ...@MS, --until)",
                      (double)machine_ps(&run->machine) / PS_PER_MS);
}

static void of_unclocked(const struct evidence *seen,
                         const struct machine_event *event)
{
    const struct chip *chip = &seen->run->machine.chip;
    uint32_t address = event->firmware.address;
    struct bus_clock clock = bus_clock(chip, address);
    evidence_warn(seen, "unclocked", event->pc,
                  "%s (0x%08" PRIX32 ") is written while its clock is off: "
                  "%s.%s=0; the write of 0x%08" PRIX32 " is ignored",
                  bus_block_name(chip, address), address, clock.reg, clock.bit,
                  event->firmware.value);
}

static void of_early(const struct evidence *seen,
                     const struct machine_event *event)
{
    const struct chip *chip = &seen->run->machine.chip;
    uint32_t address = event->firmware.address;
    struct bus_clock clock = bus_clock(chip, address);
    evidence_warn(seen, "early", event->pc,
                  "%s (0x%08" PRIX32 ") is used in the two cycles after "
                  "%s.%s was set: silicon may lose a write. Read %s back first "
                  "(ES0292)",
                  bus_block_name(chip, address), address, clock.reg, clock.bit,
                  clock.reg);
}

static void of_firmware_error(const struct evidence *seen,
                              const struct machine_event *event)
{
    const struct event_firmware *firmware = &event->firmware;
    switch (firmware->error) {
    case FIRMWARE_LATENCY:
        evidence_warn(
            seen, "latency", event->pc,
            "HCLK of %u Hz needs more flash wait states: %u Hz is the most",
            (unsigned)firmware->hz, (unsigned)firmware->limit_hz);
        break;
    case FIRMWARE_CLOCK:
        evidence_warn(seen, "clock", event->pc,
                      "a clock of %u Hz where %u Hz is the most",
                      (unsigned)firmware->hz, (unsigned)firmware->limit_hz);
        break;
    case FIRMWARE_NONZERO:
        evidence_warn(seen, "nonzero", event->pc,
                      "the word at 0x%08" PRIX32
                      " was programmed without an erase",
                      firmware->address);
        break;
    case FIRMWARE_UNCLOCKED: of_unclocked(seen, event); break;
    case FIRMWARE_EARLY: of_early(seen, event); break;
    case FIRMWARE_RMVF:
        evidence_warn(seen, "rmvf", event->pc,
                      "RCC_CSR.RMVF is still 1 at a reset: that the flags of "
                      "this reset are set then is not documented. Clear RMVF "
                      "after use");
        break;
    case FIRMWARE_PROTOCOL:
        evidence_warn(seen, "protocol", event->pc,
                      "the register at 0x%08" PRIX32
                      " was used out of order (value "
                      "0x%08" PRIX32 ")",
                      firmware->address, firmware->value);
        break;
    }
}

static void of_note(const struct evidence *seen,
                    const struct machine_event *event)
{
    if (event->kind == MACHINE_FIRMWARE)
        of_firmware_error(seen, event);
    else
        evidence_warn(seen, "unmodelled", event->pc,
                      "%s 0x%08" PRIX32 " (%s), which this chip does not model",
                      event->unmodelled.write ? "write to" : "read of",
                      event->unmodelled.address,
                      bus_block_name(&seen->run->machine.chip,
                                     event->unmodelled.address));
}

bool cause_find(const struct scenario_run *run, struct result *result)
{
    bool looked = true;
    const struct machine_visit *visit = NULL;
    if (run->visits)
        visit = &run->visit[run->visits > 1 ? 1 : 0];
    const struct evidence seen = {run, visit, result};

    if (result->verdict == VERDICT_HARDFAULT ||
        result->verdict == VERDICT_LOCKUP)
        cause_fault_find(&seen);
    else if (result->verdict == VERDICT_ASTRAY)
        cause_fault_find_astray(&seen);
    else if (result->verdict == VERDICT_ROM)
        of_rom(&seen);
    else if (!wanted_met(result->verdict, result->wanted) && !bounced(&seen))
        looked = of_overwritten(&seen);

    if (visit && result->verdict == VERDICT_ROM)
        of_entry(&seen);
    if (result->verdict == VERDICT_ROM)
        of_head(&seen);
    if (result->verdict == VERDICT_UNASKED)
        of_option(&seen);
    of_ask(&seen);
    for (unsigned i = 0; i < run->note_count; i++)
        of_note(&seen, &run->notes[i]);
    return looked;
}
