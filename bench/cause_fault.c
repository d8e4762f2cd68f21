/* SPDX-License-Identifier: MIT */
#include "bench/cause_fault.h"

#include <inttypes.h>

#include "chip/stm32l0/syscfg.h"
#include "rom/choices.h"

enum {
    SYSTEM_END = SYSTEM_BASE + SYSTEM_SIZE,
    ROM_ID = SYSTEM_BASE + ROM_ID_OFFSET,
    /* System memories of STM32 families lie here, this part's at its start. */
    ROMS_END = 0x20000000,
    SRAM_END = SRAM_BASE + SRAM_SIZE,
    /* The largest SRAM of a Cortex-M0+ part is 144 KB; other lines start a
     * second one at 0x20040000. */
    OTHER_SRAM_END = 0x20040000,
    AIRCR = 0xE000ED0C
};

/* The ROM put bank 2 at 0x08000000, but bank 2 holds no program. */
static bool started_garbage(const struct evidence *seen)
{
    const struct machine *machine = &seen->run->machine;
    uint32_t head = seen->run->head[1], reset = seen->run->reset[1];

    if (machine_bank(machine) != 1 || !evidence_rom_starts(seen, head) ||
        bank_is_code(&machine->banks[1], reset & ~1u))
        return false;
    evidence_blame(
        seen, "E2", seen->visit ? seen->visit->from : 0,
        "the word 0x%08" PRIX32 " at 0x%08" PRIX32 " looks like a stack "
        "pointer, so the ROM started bank 2 with the reset vector "
        "0x%08" PRIX32 ", which is no code. Keep the first word of bank 2 "
        "out of your data (reserve it in the linker script, or erase it)",
        head, evidence_bank_base(seen, 1), reset);
    return true;
}

/* --- B, J, A: faults around the jump --- */

static bool in_rom(uint32_t address)
{
    return address - SYSTEM_BASE < SYSTEM_SIZE;
}

static bool other_rom(uint32_t address)
{
    return address >= SYSTEM_END && address < ROMS_END &&
           address - OPTION_BASE >= OPTION_SIZE;
}

static bool even_branch(const struct evidence *seen)
{
    const struct fault *fault = &seen->run->fault;
    const struct machine *machine = &seen->run->machine;
    if (!fault->known || fault->thumb || other_rom(fault->pc) ||
        machine->in_rom)
        return false; /* what the ROM itself branches to is another matter */
    evidence_blame(seen, "B6", machine->even_from,
                   "branch to 0x%08" PRIX32
                   " with bit 0 clear: a Cortex-M0+ has no ARM "
                   "state and faults. Branch to 0x%08" PRIX32,
                   fault->pc, fault->pc | 1);
    return true;
}

static bool wrong_rom(const struct evidence *seen)
{
    const struct fault *fault = &seen->run->fault;
    bool data = fault->access && other_rom(fault->address);
    if (!fault->known || !(data || other_rom(fault->pc)))
        return false;
    if (data && fault->address < ROM_ID + 8) {
        evidence_blame(
            seen, "J2", fault->pc,
            "0x%08" PRIX32 " is behind the end of the ROM: its version byte "
            "at 0x%08X was taken for its start. The ROM starts at 0x%08X",
            fault->address, (unsigned)ROM_ID, (unsigned)SYSTEM_BASE);
        return true;
    }
    evidence_blame(
        seen, "J1", data ? fault->pc : fault->last,
        "%s 0x%08" PRIX32 ", where this part has nothing: a ROM address of "
        "another family. The ROM of an STM32L07x/L08x starts at 0x%08X",
        data ? "read of" : "branch to", data ? fault->address : fault->pc,
        (unsigned)SYSTEM_BASE);
    return true;
}

static bool unaligned_in_rom(const struct evidence *seen)
{
    const struct fault *fault = &seen->run->fault;
    if (!fault->access || !in_rom(fault->address) || fault->size < 2 ||
        fault->address % fault->size == 0)
        return false;
    if (fault->address >= ROM_ID)
        evidence_blame(seen, "J2", fault->pc,
                       "word read at 0x%08" PRIX32
                       ": the address of the version byte "
                       "was taken for the start of the ROM, which is 0x%08X",
                       fault->address, (unsigned)SYSTEM_BASE);
    else
        evidence_blame(
            seen, "B3", fault->pc,
            "word read at 0x%08" PRIX32 ", which is not aligned: an entry "
            "address was taken for the address of a pointer. Branch to "
            "0x%08" PRIX32 " itself",
            fault->address, fault->address);
    return true;
}

static bool stack_in_rom(const struct evidence *seen)
{
    const struct machine_visit *visit = &seen->run->machine.visit;
    if (!visit->entry || visit->by_hardware || visit->left ||
        !(in_rom(visit->sp) || visit->sp == SYSTEM_END))
        return false;
    evidence_blame(
        seen, "B2", visit->from,
        "the ROM was entered with SP = 0x%08" PRIX32 ", inside the ROM: its "
        "first push faults. Load SP from the word at 0x%08X, not with that "
        "address",
        visit->sp, (unsigned)SYSTEM_BASE);
    return true;
}

static bool unprivileged_reset(const struct evidence *seen)
{
    const struct fault *fault = &seen->run->fault;
    if (!fault->access || !fault->store || fault->address != AIRCR ||
        !fault->unprivileged)
        return false;
    evidence_blame(
        seen, "B7", fault->pc,
        "AIRCR was written by an unprivileged thread: a HardFault instead of "
        "a reset. Ask from privileged code, for instance an SVC handler");
    return true;
}

static bool no_such_ram(const struct evidence *seen)
{
    const struct fault *fault = &seen->run->fault;
    if (!fault->access || fault->address < SRAM_END ||
        fault->address >= OTHER_SRAM_END)
        return false;
    evidence_blame(seen, "A6", fault->pc,
                   "%s 0x%08" PRIX32
                   ", but the RAM of this part ends at 0x%08X: a "
                   "constant of another part",
                   fault->store ? "write to" : "read of", fault->address,
                   (unsigned)SRAM_END - 1);
    return true;
}

/* --- F: an erased head --- */

static bool started_blank(const struct evidence *seen)
{
    if (!evidence_head_erased(seen) || seen->run->resets == 0)
        return false;
    evidence_blame(
        seen, "F2", 0,
        "the image erased its own vector table, and a reset came before the "
        "ROM was entered: SP and PC were loaded with 0. Only BOOT0 or SWD "
        "leads out. Enter without erasing (boot0 patch), or with BFB2=1");
    return true;
}

/* --- C, D: fetches that go astray --- */

/* A remap while the core runs from the alias at 0. */
static bool remapped_under_foot(const struct evidence *seen)
{
    const struct machine *machine = &seen->run->machine;
    uint32_t pc = seen->run->last.pc, from = seen->run->last.astray.last_pc;
    bool alias = seen->run->last.astray.from == REGION_ALIAS_FLASH &&
                 machine->chip.cpu.window.region == REGION_ALIAS_SYSTEM;
    if (!alias)
        return false;
    evidence_blame(
        seen, "C3", FLASH_BASE + from,
        "MEM_MODE=01 was written by code that runs from the alias at 0, so "
        "the next fetch, at 0x%08" PRIX32 ", came from the ROM image: "
        "runaway. Remap from code at 0x0800xxxx or in RAM",
        pc);
    return true;
}

/* A branch to the alias at 0 after a start through the ROM. */
static bool alias_after_bfb2(const struct evidence *seen)
{
    const struct machine_visit *visit = &seen->run->machine.visit;
    uint32_t pc = seen->run->last.pc;
    if (!visit->entry || !visit->by_hardware || pc >= SYSTEM_SIZE ||
        syscfg_mem_mode(&seen->run->machine.chip) != MEM_MODE_SYSTEM)
        return false;
    evidence_blame(seen, "E3", seen->run->last.astray.last_pc,
                   "branch to 0x%08" PRIX32
                   " in the alias at 0, which shows the ROM: "
                   "after a start with BFB2=1 MEM_MODE stays 01. Branch to "
                   "0x%08" PRIX32,
                   pc, FLASH_BASE + pc);
    return true;
}

/* An interrupt of the application took a vector of the ROM. */
static bool interrupt_in_rom(const struct evidence *seen)
{
    const struct machine *machine = &seen->run->machine;
    unsigned exception = machine->chip.cpu.ipsr;
    if (!in_rom(seen->run->last.pc) || exception == 0)
        return false;

    const struct machine_visit *visit = &machine->visit;
    if (visit->entry && visit->by_hardware)
        evidence_blame(
            seen, "E3", 0,
            "exception %u went to 0x%08" PRIX32 " in the ROM: after a start "
            "with BFB2=1 the ROM's vectors are still at 0. Set VTOR to "
            "0x08000000 before interrupts are enabled",
            exception, seen->run->last.pc);
    else if (visit->entry)
        evidence_blame(
            seen, "C4", 0,
            "exception %u went to 0x%08" PRIX32 " in the ROM: it gave the "
            "chip back with its vectors at 0. Set VTOR to 0x08000000 before "
            "interrupts are enabled, or reset once more",
            exception, seen->run->last.pc);
    else
        evidence_blame(
            seen, "D2", 0,
            "exception %u went to 0x%08" PRIX32 " in the ROM: its vectors "
            "were mapped to 0 while the application's interrupts were still "
            "enabled or pending. Enter from a reset",
            exception, seen->run->last.pc);
    return true;
}

static bool no_entry(const struct evidence *seen)
{
    uint32_t pc = seen->run->last.pc;
    if (!in_rom(pc) || seen->run->machine.chip.cpu.ipsr)
        return false;
    evidence_blame(
        seen, "J1", seen->run->last.astray.last_pc,
        "branch to 0x%08" PRIX32 ", which is no entry of this ROM (id byte "
        "0x%02X): its reset handler is at 0x%08" PRIX32 "%s. Read the id "
        "byte at 0x%08X and choose by it",
        pc,
        bus_physical(&seen->run->machine.chip, REGION_SYSTEM)[ROM_ID_OFFSET],
        seen->run->machine.entries[0],
        seen->run->machine.entries[1] ? ", and one more entry is known"
                                      : " and no other entry is known",
        (unsigned)ROM_ID);
    return true;
}

/* --- the verdicts --- */

void cause_fault_find(const struct evidence *seen)
{
    static bool (*const looks[])(const struct evidence *) = {
        started_garbage,  stack_in_rom, wrong_rom,          even_branch,
        unaligned_in_rom, no_such_ram,  unprivileged_reset, started_blank,
    };
    for (unsigned i = 0; i < sizeof looks / sizeof *looks; i++)
        if (looks[i](seen))
            return;
}

void cause_fault_find_astray(const struct evidence *seen)
{
    static bool (*const looks[])(const struct evidence *) = {
        started_garbage,  remapped_under_foot,
        alias_after_bfb2, interrupt_in_rom,
        no_entry,
    };
    for (unsigned i = 0; i < sizeof looks / sizeof *looks; i++)
        if (looks[i](seen))
            return;
}
