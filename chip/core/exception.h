/* SPDX-License-Identifier: MIT
 *
 * Exception entry, return, tail-chaining, lock-up. DDI0419 B1.5, DDI0484 3.6;
 * DDI0403 B1.5. What differs is in struct exception_rules (core.h).
 * Not modelled: late arrival of ARMv6-M (an exception that becomes pending
 * during the entry of a less urgent one preempts that one's first instruction
 * instead); an exception that becomes pending while a frame is popped is taken
 * afterwards, with a frame of its own.
 */
#ifndef CHIP_CORE_EXCEPTION_H
#define CHIP_CORE_EXCEPTION_H

#include "chip/state.h"

enum exception {
    EXCEPTION_RESET = 1,
    EXCEPTION_NMI = 2,
    EXCEPTION_HARDFAULT = 3,
    EXCEPTION_MEMMANAGE = 4, /* this to 6 and 12: ARMv7-M only */
    EXCEPTION_BUSFAULT = 5,
    EXCEPTION_USAGEFAULT = 6,
    EXCEPTION_SVC = 11,
    EXCEPTION_DEBUG_MONITOR = 12,
    EXCEPTION_PENDSV = 14,
    EXCEPTION_SYSTICK = 15,
    EXCEPTION_IRQ0 = 16
};

/* HardFault, and those of ARMv7-M that may be enabled beside it. */
static inline bool exception_is_fault(unsigned exception)
{
    return exception >= EXCEPTION_HARDFAULT &&
           exception <= EXCEPTION_USAGEFAULT;
}

/* Fetches the vector of `exception`; 0 is the stack pointer at reset. False: a
 * bus error. */
bool exception_vector(struct chip *chip, unsigned exception, uint32_t *vector);
/* Takes the pending exception that preempts the running priority, if any;
 * wakes the core from sleep. */
void exception_check(struct chip *chip);
/* Handles a fault of the instruction at r[15]: HardFault, or lock-up. */
void exception_fault(struct chip *chip);
/* Does the same with the exception that the fault is, whatever its priority. */
void exception_raise(struct chip *chip, unsigned exception);
/* Executes SVC; r[15] is the address after it. */
void exception_svc(struct chip *chip);
/* Returns the number of an interrupt that the firmware has not enabled and that
 * would preempt the running priority; 0 = there is none. */
unsigned exception_free(const struct chip *chip);
/* Makes the core call `function` as the handler of `exception`, which comes
 * from exception_free(), at an instruction boundary. */
void exception_call(struct chip *chip, unsigned exception, uint32_t function);
/* Returns whether the vectors lie in memory that is busy now. It then sets
 * ATTENTION_STALL; the instruction that needs a vector is repeated afterwards.
 */
bool exception_stalls(struct chip *chip);
/* Returns from an exception with `exc_return` (0xFFFFFFF1, F9, FD; E1, E9, ED
 * for a frame with registers of the FPU). */
void exception_return(struct chip *chip, uint32_t exc_return);

#endif
