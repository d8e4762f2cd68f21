/* SPDX-License-Identifier: MIT */
#include "bench/cause_branch.h"

#include <inttypes.h>
#include <stdio.h>

#include "bench/exception_name.h"
#include "bench/family.h"
#include "chip/core/core.h"
#include "src/boot0_record.h"

enum {
    /* System memories of STM32 families lie here, that of the STM32L0 first. */
    ROMS = 0x1FF00000,
    ROMS_END = 0x20000000,
    /* The largest SRAM of a Cortex-M0+ part is 144 KB; other lines start a
     * second one at 0x20040000. */
    OTHER_SRAM_END = 0x20040000,
    AIRCR = 0xE000ED0C
};

static const struct fault *fault_of(const struct evidence *seen)
{
    return &seen->run->fault;
}

static const struct part *part_of(const struct evidence *seen)
{
    return &seen->run->machine.chip.part;
}

static bool other_rom(const struct evidence *seen, uint32_t address)
{
    return address >= ROMS && address < ROMS_END &&
           !evidence_is_rom(seen, address) &&
           !part_has(part_of(seen), REGION_OPTION, address) &&
           !part_has(part_of(seen), REGION_OTP, address);
}

/* --- the target of a branch --- */

/* A vector: the word at PC is the address of code, Thumb bit set, and the one
 * before it may be a stack pointer or an invalid head, as words 1 and 0 of a
 * table are. */
static bool is_reset_vector(const struct evidence *seen, uint32_t pc)
{
    uint32_t word = evidence_word(seen, pc);
    uint32_t before = evidence_word(seen, pc - 4);
    return pc % 4 == 0 && word & 1 &&
           (family_any_stack(before) || before == BOOT0_INVALID_HEAD) &&
           (evidence_is_rom(seen, word) ||
            bank_is_code(machine_running(&seen->run->machine), word & ~1u));
}

static bool calls_a_vector(const struct evidence *seen)
{
    const struct fault *fault = fault_of(seen);
    uint32_t pc = fault->known ? fault->pc : seen->run->last.pc;
    if (!is_reset_vector(seen, pc))
        return false;
    evidence_blame(
        seen, "B8",
        fault->known ? seen->run->machine.even_from
                     : seen->run->last.astray.last_pc,
        "branch to 0x%08" PRIX32 ", where a reset vector is stored: that is "
        "the address of the vector, not the address 0x%08" PRIX32 " that it "
        "contains",
        pc, evidence_word(seen, pc));
    return true;
}

static bool even_branch(const struct evidence *seen)
{
    const struct fault *fault = fault_of(seen);
    if (!fault->known || fault->thumb || other_rom(seen, fault->pc) ||
        seen->run->machine.in_rom)
        return false; /* what the ROM itself branches to is another matter */
    evidence_blame(seen, "B6", seen->run->machine.even_from,
                   "branch to 0x%08" PRIX32
                   " with bit 0 clear: a %s has no ARM "
                   "state and faults",
                   fault->pc, fault->core);
    return true;
}

void cause_branch_blame_entry(const struct evidence *seen,
                              const struct machine_event *astray,
                              const char *when)
{
    const struct machine *machine = &seen->run->machine;
    char remedy[FINDING_TEXT];
    evidence_blame(seen, "J1", astray->astray.last_pc,
                   "%sbranch to 0x%08" PRIX32
                   ", which is no entry of this ROM (id byte "
                   "0x%02X): its reset handler is at 0x%08" PRIX32 "%s",
                   when, astray->pc, evidence_rom_id(seen), machine->entries[0],
                   machine->entries[1] ? ", and one more entry is known"
                                       : " and no other entry is known");
    snprintf(remedy, sizeof remedy,
             "Read the id byte at 0x%08" PRIX32 " and choose the entry by it.",
             evidence_rom_id_address(seen));
    evidence_advise(seen, "J1", remedy);
}

static bool no_entry(const struct evidence *seen)
{
    const struct machine_event *last = &seen->run->last;
    if (fault_of(seen)->known || !evidence_is_rom(seen, last->pc) ||
        seen->run->machine.chip.cpu.ipsr)
        return false;
    cause_branch_blame_entry(seen, last, "");
    return true;
}

/* --- data or code that is not there --- */

/* The address that the fault is about. */
static uint32_t culprit(const struct fault *fault)
{
    return fault->access ? fault->address : fault->pc;
}

static uint32_t place(const struct fault *fault)
{
    return fault->access ? fault->pc : fault->last;
}

/* The ROM's addresses with one zero too many, of which a register holds 32
 * bits: 0x1FF000000 is 0xFF000000. */
static bool shifted(const struct evidence *seen)
{
    const struct fault *fault = fault_of(seen);
    const struct map_memory *rom = part_memory(part_of(seen), REGION_SYSTEM);
    if (!fault->known || culprit(fault) - (rom->base << 4) >= rom->size << 4)
        return false;
    evidence_blame(seen, "B4", place(fault),
                   "%s 0x%08" PRIX32
                   ", where nothing is: it is what 32 bits keep of "
                   "0x1%08" PRIX32 ", the ROM's address with one zero too many",
                   fault->access ? "read of" : "branch to", culprit(fault),
                   culprit(fault));
    return true;
}

static bool wrong_rom(const struct evidence *seen)
{
    const struct fault *fault = fault_of(seen);
    bool data = fault->access && other_rom(seen, fault->address);
    if (!fault->known || !(data || other_rom(seen, fault->pc)))
        return false;
    if (data && fault->address >= evidence_rom_end(seen) &&
        fault->address < evidence_rom_id_address(seen) + 8)
        evidence_blame(seen, "J2", fault->pc,
                       "0x%08" PRIX32 " is behind the end of the ROM: its "
                       "version byte at 0x%08X was taken for its start",
                       fault->address, (unsigned)evidence_rom_id_address(seen));
    else
        evidence_blame(seen, "J1", data ? fault->pc : fault->last,
                       "%s 0x%08" PRIX32 ", where this part has nothing: a ROM "
                       "address of another family",
                       data ? "read of" : "branch to",
                       data ? fault->address : fault->pc);
    return true;
}

static bool unaligned_in_rom(const struct evidence *seen)
{
    const struct fault *fault = fault_of(seen);
    if (!fault->access || !evidence_is_rom(seen, fault->address) ||
        fault->size < 2 || fault->address % fault->size == 0)
        return false;
    if (fault->address >= evidence_rom_id_address(seen))
        evidence_blame(seen, "J2", fault->pc,
                       "word read at 0x%08" PRIX32 ": the address of the "
                       "version byte was taken for the start of the ROM",
                       fault->address);
    else
        evidence_blame(seen, "B3", fault->pc,
                       "word read at 0x%08" PRIX32 ", which is not aligned: an "
                       "entry address was taken for the address of a pointer",
                       fault->address);
    return true;
}

/* --- words at odd addresses, which ARMv7-M reads --- */

/* True: the core came to a fault by a branch to that word. */
static bool went_to(const struct evidence *seen, uint32_t word)
{
    const struct fault *fault = fault_of(seen);
    uint32_t pc = fault->known ? fault->pc : seen->run->last.pc;
    return (fault->known || seen->run->end == SCENARIO_ASTRAY) &&
           (pc & ~1u) == (word & ~1u);
}

/* An instruction that does not fault leaves what it loaded. */
static bool loaded_in_rom(const struct evidence *seen)
{
    const struct machine *machine = &seen->run->machine;
    const struct watch_msp *msp = &machine->chip.watch.msp;
    uint32_t entry = machine->entries[0] | 1;
    uint32_t id = evidence_rom_id_address(seen);
    uint32_t place =
        seen->run->fault.known ? seen->run->fault.last : machine->chip.last_pc;
    if (core_of(&machine->chip)->architecture < 7)
        return false; /* they fault */
    if (went_to(seen, evidence_word(seen, entry)))
        evidence_blame(seen, "B3", place,
                       "branch to 0x%08" PRIX32 ", the word at 0x%08" PRIX32
                       ": the entry was taken for the address of a pointer",
                       evidence_word(seen, entry), entry);
    else if ((msp->pc && msp->value == evidence_word(seen, id)) ||
             went_to(seen, evidence_word(seen, id + 4)))
        evidence_blame(seen, "J2", msp->pc ? msp->pc : place,
                       "the word 0x%08" PRIX32 " at 0x%08" PRIX32
                       " was loaded: the address of the version byte was "
                       "taken for the start of the ROM",
                       evidence_word(seen, id), id);
    else
        return false;
    return true;
}

static bool unprivileged_reset(const struct evidence *seen)
{
    const struct fault *fault = fault_of(seen);
    if (!fault->access || !fault->store || fault->address != AIRCR ||
        !fault->unprivileged)
        return false;
    evidence_blame(
        seen, "B7", fault->pc,
        "AIRCR was written by an unprivileged thread: a %s instead of "
        "a reset",
        exception_name(&seen->run->machine.chip, fault->exception));
    return true;
}

static bool no_such_ram(const struct evidence *seen)
{
    const struct fault *fault = fault_of(seen);
    bool second = fault->access && evidence_no_ram(seen, fault->address);
    if (second)
        evidence_blame(seen, "A6", fault->pc,
                       "%s 0x%08" PRIX32 ", but this part has no RAM there: a "
                       "constant of another part",
                       fault->store ? "write to" : "read of", fault->address);
    if (second || !fault->access || fault->address < evidence_sram_end(seen) ||
        fault->address >= OTHER_SRAM_END)
        return second;
    evidence_blame(seen, "A6", fault->pc,
                   "%s 0x%08" PRIX32 ", but the RAM of this part ends at "
                   "0x%08X: a constant of another part",
                   fault->store ? "write to" : "read of", fault->address,
                   (unsigned)evidence_sram_end(seen) - 1);
    return true;
}

/* It is not at the same place in all ROMs of a family. */
static void say_where_id_is(const struct evidence *seen)
{
    char remedy[FINDING_REMEDY];
    snprintf(remedy, sizeof remedy,
             "The ROM starts at 0x%08" PRIX32 "; 0x%08" PRIX32
             " holds its id byte.",
             evidence_rom_base(seen), evidence_rom_id_address(seen));
    evidence_advise(seen, "J2", remedy);
}

void cause_branch_find(const struct evidence *seen)
{
    static bool (*const looks[])(const struct evidence *) = {
        calls_a_vector, shifted,          wrong_rom,   loaded_in_rom,
        even_branch,    unaligned_in_rom, no_such_ram, unprivileged_reset,
        no_entry,
    };
    unsigned i = 0;
    while (i < sizeof looks / sizeof *looks && !looks[i](seen))
        i++;
    if (evidence_blamed(seen, "J2"))
        say_where_id_is(seen);
}
