/* SPDX-License-Identifier: MIT
 *
 * Cortex-M0+: registers, instructions, cycle counts. DDI0419 (ARMv6-M), DDI0484
 * (Cortex-M0+ TRM) section 3.3. Exceptions are in exception.h.
 * Not modelled: the MPU; pipeline effects beyond the TRM's cycle table.
 */
#ifndef CHIP_CORE_CPU_H
#define CHIP_CORE_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chip/state.h"

enum {
    CONTROL_NPRIV = 1 << 0,
    CONTROL_SPSEL = 1 << 1,
    CONTROL_FPCA = 1 << 2 /* registers of the FPU are in use */
};
enum { CPU_NO_WORD = 1 }; /* no word has this address */

/* The cycles of instructions without wait states, DDI0484 table 3-1. */
enum {
    ONE_CYCLE = 1,
    BRANCH_CYCLES = 2,
    MEMORY_CYCLES = 2,
    IOPORT_CYCLES = 1,
    WAIT_CYCLES = 2,
    BL_CYCLES = 3,
    SPECIAL_CYCLES = 3, /* MRS, MSR, DMB, DSB, ISB */
    /* POP with PC: "3+N", and the branch costs one cycle more than a load:
     * N are the other registers. Assumed. */
    POP_PC_CYCLES = 3
};

/* Resets the core: MSP and PC from the vectors at 0 as they are mapped now. */
void cpu_reset(struct chip *chip);
/* Makes the core call `function` as a subroutine (Thread mode, instruction
 * boundary), with LR = the interrupted pc. */
void cpu_call(struct chip *chip, uint32_t function);
uint32_t cpu_xpsr(const struct chip *chip);
/* The flags of APSR, in its bits 31:28. */
uint32_t cpu_nzcv(const struct cpu *cpu);
void cpu_set_nzcv(struct cpu *cpu, uint32_t bits);
uint32_t cpu_msp(const struct chip *chip);
uint32_t cpu_psp(const struct chip *chip);
/* MRS and MSR of special register `sysm` at the present privilege. False: the
 * register does not exist. */
bool cpu_read_special(const struct chip *chip, unsigned sysm, uint32_t *value);
bool cpu_write_special(struct chip *chip, unsigned sysm, uint32_t value);
/* Returns whether the core is privileged: Handler mode, or Thread mode with
 * CONTROL.nPRIV=0. */
bool cpu_privileged(const struct chip *chip);
/* Continues at `address`, whose fetch is not sequential. */
static inline void cpu_branch(struct cpu *cpu, uint32_t address)
{
    cpu->r[CPU_PC] = address & ~1u;
    cpu->fetched = CPU_NO_WORD;
}
/* In Handler mode 0xFxxxxxxx is no address but a return (DDI0419 B1.5.8). */
static inline bool cpu_is_return(const struct cpu *cpu, uint32_t target)
{
    return cpu->ipsr && target >> 28 == 0xF;
}
/* Returns the wait states of fetching the halfword at `address`. The core
 * fetches words; a word that follows the last one may have been prefetched
 * (DDI0484 1.2; RM0367 3.3.3). Assumed: the core waits for each word when it
 * needs it, and no fetch overlaps with data accesses. */
static inline unsigned cpu_fetch_wait(const struct cpu *cpu, uint32_t address)
{
    uint32_t word = address & ~3u;
    if (word == cpu->fetched)
        return 0;
    return word == cpu->fetched + 4 ? cpu->window.sequential_wait
                                    : cpu->window.branch_wait;
}
/* Returns its cycles without wait states. */
static inline unsigned cpu_access_cycles(uint32_t address)
{
    enum { IOPORT_REGION = 5 }; /* address bits 31:28 */
    return address >> 28 == IOPORT_REGION ? IOPORT_CYCLES : MEMORY_CYCLES;
}
/* BL from its two halfwords, 11110 S imm10 : 11 J1 1 J2 imm11, I = NOT(J XOR
 * S): SignExtend(S : I1 : I2 : imm10 : imm11 : 0), from what follows it. */
static inline uint32_t cpu_bl_offset(uint32_t first, uint32_t second)
{
    uint32_t s = first >> 10 & 1;
    uint32_t i1 = ~(second >> 13 ^ s) & 1;
    uint32_t i2 = ~(second >> 11 ^ s) & 1;
    return (0 - s) << 24 | i1 << 23 | i2 << 22 | (first & 0x3FF) << 12 |
           (second & 0x7FF) << 1;
}
/* Selects MSP (Handler mode) or PSP (Thread mode) as the stack pointer in use.
 */
void cpu_select_msp(struct cpu *cpu);
void cpu_select_psp(struct cpu *cpu);
/* Sets the event register, which ends a WFE: SEV, SEVONPEND, EXTI events,
 * exception entry and return. */
void cpu_event(struct chip *chip);
/* WFE: clears the event register, or goes to sleep. */
void cpu_wait_event(struct chip *chip);
/* WFI: goes to sleep, unless there is a reason to wake up at once. */
void cpu_sleep(struct chip *chip);
/* Ends WFI and WFE. */
void cpu_wake(struct chip *chip);

#endif
