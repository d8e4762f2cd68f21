/* SPDX-License-Identifier: MIT
 *
 * A call of a function of the firmware by the host: the code that it interrupts
 * goes on as after an interrupt, with the registers and flags that a C function
 * need not keep (AAPCS 5.1.1: r0-r3, r12, lr) put back when it returns.
 */
#ifndef BENCH_MACHINE_CALL_H
#define BENCH_MACHINE_CALL_H

#include "bench/machine.h"

/* Makes the core call FUNCTION at its instruction boundary, in the mode it is
 * in, with LR = the interrupted pc. */
void machine_call(struct machine *machine, uint32_t function);

/* Puts the registers back if the core has stopped where the last call has just
 * returned. */
void machine_call_return(struct machine *machine);

/* No call returns any more: there was a reset, or the ROM runs. */
void machine_call_forget(struct machine *machine);

#endif
