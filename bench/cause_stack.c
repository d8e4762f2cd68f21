/* SPDX-License-Identifier: MIT */
#include "bench/cause_stack.h"

#include <inttypes.h>

#include "chip/core/core.h"
#include "chip/core/cpu.h"

enum {
    NEAR = 64, /* bytes, or instructions, from MSR MSP to the jump at most */
    LARGEST_SRAM_END = 0x20040000
};

/* --- the code between MSR MSP and the branch --- */

static uint16_t halfword(const struct evidence *seen, uint32_t address)
{
    uint16_t code = 0;
    chip_peek(&seen->run->machine.chip, address, &code, sizeof code);
    return code;
}

static bool is_wide(uint16_t code)
{
    return code >> 11 >= 0x1D;
}

/* LDR Rt, [SP, #n]; POP. Of ARMv7-M, which has them wide, too: LDR Rt, [SP,
 * #n]; LDR Rt, [SP], #n; POP; VPOP. */
static bool loads_from_stack(uint16_t code)
{
    return (code & 0xF800) == 0x9800 || (code & 0xFE00) == 0xBC00 ||
           code == 0xF8DD || code == 0xF85D || code == 0xE8BD ||
           (code & 0xFFBF) == 0xECBD;
}

/* Those, STR Rt, [SP, #n]; PUSH; ADD, SUB and MOV with SP. */
static bool uses_sp(uint16_t code)
{
    return loads_from_stack(code) || (code & 0xF800) == 0x9000 ||
           (code & 0xFE00) == 0xB400 || (code & 0xFF00) == 0xB000 ||
           (code & 0xF800) == 0xA800 || (code & 0xFF78) == 0x4668 ||
           (code & 0xFF87) == 0x4685 || (code & 0xFF87) == 0x4485;
}

/* BX, BLX, B, BL; POP with PC. The second halfword of what begins as BL tells
 * it from the constants of ARMv7-M (MOVW, ADDW ...). */
static bool is_branch(uint16_t code, uint16_t second)
{
    return (code & 0xFF00) == 0x4700 || (code & 0xF800) == 0xE000 ||
           (code >> 11 == 0x1E && second >> 15) || (code & 0xFF00) == 0xBD00;
}

struct between {
    bool uses, loads;
    uint32_t at; /* the first instruction that does */
};

/* Looks at what comes behind MSR MSP, up to the branch at END (0 = the next
 * one). */
static struct between look_between(const struct evidence *seen, uint32_t msr,
                                   uint32_t end)
{
    struct between found = {.uses = false};
    for (uint32_t at = msr + 4; at < msr + NEAR; at += 2) {
        uint16_t code = halfword(seen, at);
        if (uses_sp(code) && !found.uses) {
            found.uses = true;
            found.at = at;
        }
        found.loads |= loads_from_stack(code);
        if (at == end || (is_branch(code, halfword(seen, at + 2)) && !end))
            return found;
        at += is_wide(code) ? 2 : 0;
    }
    return (struct between){.uses = false};
}

/* --- B1 --- */

static uint32_t rom_stack(const struct evidence *seen)
{
    return evidence_word(seen, evidence_rom_base(seen));
}

/* The ROM did not get the stack that MSP had been set to. */
static void moved_again(const struct evidence *seen)
{
    static const char text[] =
        "MSP was set to 0x%08" PRIX32 ", but the ROM was entered with SP = "
        "0x%08" PRIX32 ": between MSR MSP and the branch the compiler's own "
        "code moved SP again";
    const struct machine_visit *visit = seen->visit;
    enum verdict verdict = seen->result->verdict;

    if (verdict == VERDICT_ROM || verdict == VERDICT_BOUNCED)
        evidence_warn(seen, "B1", visit->from, text, visit->msp.value,
                      visit->sp);
    else
        evidence_blame(seen, "B1", visit->from, text, visit->msp.value,
                       visit->sp);
}

static void moved_before_entry(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    const struct watch_msp *msp = &visit->msp;

    if (msp->value != rom_stack(seen) || visit->control & CONTROL_SPSEL ||
        visit->instructions - msp->instructions > NEAR)
        return;
    if (visit->sp != msp->value) {
        moved_again(seen);
        return;
    }
    struct between between = look_between(seen, msp->pc, visit->from);
    if (between.uses)
        evidence_warn(
            seen, "B1", between.at,
            "the stack is used between MSR MSP and the branch: it is the ROM's "
            "by then, and what the compiler had stored is on the old one. It "
            "went well this time");
}

bool cause_stack_find_moved(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    const struct watch_msp *msp = &run->machine.chip.watch.msp;
    uint64_t instructions = run->fault_ps == NEVER
                                ? run->machine.chip.cpu.instructions
                                : run->fault.instructions;

    if (seen->visit || !msp->pc || msp->value != rom_stack(seen) ||
        instructions - msp->instructions > NEAR)
        return false;
    struct between between = look_between(seen, msp->pc, 0);
    if (between.loads)
        evidence_blame(
            seen, "B1", between.at,
            "the branch target was read from the stack after MSP had been set "
            "to 0x%08" PRIX32 ": the compiler had stored it on the old stack, "
            "and what lies on the new one is not an address of code",
            msp->value);
    return between.loads;
}

/* --- B2, B5, B9 --- */

/* A handler that needs no stack runs on ARMv7-M. */
static const char *and_locks_up(const struct evidence *seen)
{
    return core_of(&seen->run->machine.chip)->architecture < 7 ||
                   seen->result->verdict == VERDICT_LOCKUP
               ? ", and the fault's own push locks the core up"
               : "";
}

static void in_rom(const struct evidence *seen)
{
    uint32_t sp = seen->visit->sp;
    if (evidence_is_rom(seen, sp) || sp == evidence_rom_end(seen))
        evidence_blame(seen, "B2", seen->visit->from,
                       "the ROM was entered with SP = 0x%08" PRIX32
                       ", inside the ROM "
                       "itself: its first push faults%s",
                       sp, and_locks_up(seen));
}

static void beyond_ram(const struct evidence *seen)
{
    uint32_t sp = seen->visit->sp;
    if (evidence_no_ram(seen, sp - 4))
        evidence_blame(seen, "B9", seen->visit->from,
                       "the ROM was entered with SP = 0x%08" PRIX32
                       ", but this part has no RAM there: the first push "
                       "faults%s",
                       sp, and_locks_up(seen));
    else if (sp > evidence_sram_end(seen) && sp <= LARGEST_SRAM_END)
        evidence_blame(seen, "B9", seen->visit->from,
                       "the ROM was entered with SP = 0x%08" PRIX32
                       ", but the RAM of "
                       "this part ends at 0x%08X: the first push faults%s",
                       sp, evidence_sram_end(seen), and_locks_up(seen));
}

static void of_thread(const struct evidence *seen)
{
    if (seen->visit->control & CONTROL_SPSEL)
        evidence_blame(
            seen, "B5", seen->visit->from,
            "the ROM was entered with CONTROL.SPSEL=1: MSP may have been set, "
            "but PSP is in use, and the ROM runs on the stack of a thread");
}

void cause_stack_find(const struct evidence *seen)
{
    if (!seen->visit)
        return;
    in_rom(seen);
    beyond_ram(seen);
    moved_before_entry(seen);
    of_thread(seen);
}
