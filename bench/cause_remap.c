/* SPDX-License-Identifier: MIT */
#include "bench/cause_remap.h"

#include <inttypes.h>

#include "bench/exception_name.h"
#include "bench/family.h"
#include "chip/core/exception.h"

enum { MEM_MODE = 3 };

/* --- C2, C5: stores to SYSCFG_CFGR1 --- */

static void without_clock(const struct evidence *seen)
{
    const struct family_info *family = evidence_family(seen);
    for (unsigned i = 0; i < seen->run->note_count; i++) {
        const struct machine_event *event = &seen->run->notes[i].event;
        const struct event_firmware *firmware = &event->firmware;
        if (event->kind != MACHINE_FIRMWARE ||
            firmware->error != FIRMWARE_UNCLOCKED ||
            firmware->address != family->remap_address ||
            (firmware->value & MEM_MODE) != MEM_MODE_SYSTEM)
            continue;
        evidence_blame(
            seen, "C2", event->pc,
            "%s was written to %s while RCC_APB2ENR.SYSCFGEN=0: the store is "
            "ignored, and address 0 goes on showing the application's vectors",
            family->words.mem_mode, family->remap_name);
        return;
    }
}

static bool runs_from_flash(const struct evidence *seen, uint32_t pc)
{
    const struct machine *machine = &seen->run->machine;
    return machine_in_flash(machine, pc) ||
           machine_in_flash(machine, FLASH_BASE + pc);
}

static void swapped_banks(const struct evidence *seen)
{
    const struct scenario_note *note = evidence_note(seen, FIRMWARE_UFB, false);
    if (!note || !runs_from_flash(seen, note->event.pc))
        return;
    evidence_blame(
        seen, "C5", note->event.pc,
        "0x%08" PRIX32 " was stored into %s by code in flash, which changed "
        "%s: the other bank is at 0x08000000 now, under the running code",
        note->event.firmware.value, evidence_family(seen)->remap_name,
        evidence_family(seen)->words.swap);
}

/* --- C1, C6: whose vectors the ROM's interrupts take --- */

/* Under this reading the ROM brings its own vectors into use: by VTOR, or by
 * MEM_MODE, which leaves a VTOR that the caller kept in force. */
static bool maps_itself(const struct evidence *seen, bool kept)
{
    return evidence_says(seen, "remap", "vtor") ||
           (evidence_says(seen, "remap", "self") && !kept);
}

static void vectors(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    bool kept = visit->vtor != 0 && visit->vtor != evidence_rom_base(seen);

    if (!kept && (visit->vtor || visit->mem_mode == MEM_MODE_SYSTEM))
        return;
    if (maps_itself(seen, kept) || evidence_blamed(seen, "C2"))
        return;
    if (kept)
        evidence_deafens(seen, "C6", visit->from,
                         "VTOR is 0x%08" PRIX32 " at the jump: the ROM's "
                         "interrupts take the application's vectors. %s",
                         visit->vtor, evidence_needs(seen));
    else
        evidence_deafens(seen, "C1", visit->from,
                         "system memory is not mapped to 0 at the jump: the "
                         "ROM's interrupts take the application's vectors. %s",
                         evidence_needs(seen));
}

/* --- C3: under the running code --- */

static bool under_foot(const struct evidence *seen)
{
    const struct machine *machine = &seen->run->machine;
    uint32_t pc = seen->run->last.pc, from = seen->run->last.astray.last_pc;

    if (seen->result->verdict != VERDICT_ASTRAY ||
        seen->run->last.astray.from != REGION_ALIAS_FLASH ||
        machine->chip.cpu.window.region != REGION_ALIAS_SYSTEM)
        return false;
    evidence_blame(seen, "C3", FLASH_BASE + from,
                   "%s was written by code that runs from the alias at 0, so "
                   "the next fetch, at 0x%08" PRIX32 ", came from the ROM: "
                   "runaway",
                   evidence_family(seen)->words.mem_mode, pc);
    return true;
}

void cause_remap_find(const struct evidence *seen)
{
    if (under_foot(seen))
        return;
    without_clock(seen);
    swapped_banks(seen);
    if (seen->visit &&
        (seen->result->verdict == VERDICT_ROM || evidence_usb_is_deaf(seen)))
        vectors(seen);
}

/* --- C4, D2, E3: the application with the ROM's vectors --- */

/* A branch to the alias at 0 after a start through the ROM. */
static void alias_after_bfb2(const struct evidence *seen)
{
    const struct machine_visit *visit = &seen->run->machine.visit;
    uint32_t pc = seen->run->last.pc;
    if (!visit->entry || !visit->by_hardware || pc >= evidence_rom_size(seen) ||
        machine_mem_mode(&seen->run->machine) != MEM_MODE_SYSTEM)
        return;
    evidence_blame(seen, "E3", seen->run->last.astray.last_pc,
                   "branch to 0x%08" PRIX32 " in the alias at 0, which shows "
                   "the ROM: after a start with BFB2=1 %s. The code is at "
                   "0x%08" PRIX32,
                   pc, evidence_family(seen)->words.rom_at_0, FLASH_BASE + pc);
}

void cause_remap_find_after(const struct evidence *seen)
{
    const struct machine *machine = &seen->run->machine;
    const struct machine_visit *visit = &machine->visit;
    unsigned exception = machine->chip.cpu.ipsr;
    uint32_t pc = seen->run->last.pc;
    char name[EXCEPTION_TEXT];

    if (seen->run->end != SCENARIO_ASTRAY || machine->in_rom)
        return;
    alias_after_bfb2(seen);
    if (!evidence_is_rom(seen, pc) || exception == 0)
        return;
    exception_format(&machine->chip, exception, name);
    if (visit->entry && visit->by_hardware)
        evidence_blame(seen, "E3", 0,
                       "%s went to 0x%08" PRIX32 " in the ROM: after a start "
                       "with BFB2=1 the ROM's vectors are still at 0",
                       name, pc);
    else if (visit->entry)
        evidence_blame(
            seen, "C4", 0,
            "%s of the application went to 0x%08" PRIX32 " in the "
            "ROM, which had given the chip back with its vectors at 0",
            name, pc);
    else
        evidence_blame(
            seen, exception == EXCEPTION_SYSTICK ? "D1" : "D2", 0,
            "%s went to 0x%08" PRIX32 " in the ROM: its vectors were "
            "mapped to 0 while the application's interrupts were still enabled "
            "or pending",
            name, pc);
}
