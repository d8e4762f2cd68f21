/* SPDX-License-Identifier: MIT
 *
 * The instructions of ARMv7-M, one by one. DDI0403; cycles: DDI0439 section 3.3
 * (Cortex-M4), DDI0337 section 18 (Cortex-M3).
 *
 * Cycles: those of Arm's tables, and the wait states of fetches and data. Not
 * modelled: a load or store costs 2 cycles also where Arm overlaps it with the
 * one before; IT is never folded; a write through the store buffer; interrupted
 * multiples (ICI), division and multiples begin again. Assumed: a branch to a
 * constant address costs 2 cycles (P = 1, it is known early), to one in a
 * register 3, LDR and LDM with PC, TBB, TBH as the tables' minimum; products on
 * a Cortex-M3 the middle of their range, division 3 bits a cycle (compute.h);
 * barriers, MRS, MSR and CPS the least; VDIV and VSQRT stop the core for all of
 * their 14 cycles; an instruction that its condition skips 1.
 */
#ifndef CHIP_CORE_ARMV7M_STEP_H
#define CHIP_CORE_ARMV7M_STEP_H

#include "chip/core/armv7m/decode.h"
#include "chip/state.h"

enum { V7_BRANCH = 2, V7_BRANCH_BY_REGISTER = 3, V7_TABLE_BRANCH = 6 };
enum { V7_LOAD_PC = 5, V7_LOAD_LIST_PC = 2 /* on top of a list's */ };
enum { V7_SKIPPED = 1 };

/* Runs one instruction, and adds its cycles. The window must hold pc. */
void armv7m_step(struct chip *chip);

/* Executes a decoded instruction at r[15], in the core's ITSTATE, whose
 * condition holds. Returns its cycles without wait states, or 0: it is not
 * done, and a fault was raised, or the bus makes the core wait. */
unsigned armv7m_execute(struct chip *chip, const struct op7 *op);

/* Decodes the instruction at pc, which the window holds. Returns false when the
 * window ends inside it. */
bool armv7m_peek(const struct chip *chip, struct op7 *op);

/* Returns whether the IT block that it is in leaves the instruction at pc out.
 */
bool armv7m_skips(const struct chip *chip, const struct op7 *op);

/* Returns what the core has beside the Cortex-M3's instructions. */
uint8_t armv7m_sets(const struct chip *chip);

#endif
