/* SPDX-License-Identifier: MIT
 *
 * One instruction while data is watched. The loads and stores of step.c do
 * not check watchpoints: the run loop takes this slow path instead, which
 * determines the data of each instruction before it runs.
 */
#ifndef CHIP_CORE_ARMV6M_WATCHPOINT_STEP_H
#define CHIP_CORE_ARMV6M_WATCHPOINT_STEP_H

#include "chip/state.h"

/* Does armv6m_step(), and records its access to watched data. */
void watchpoint_step(struct chip *chip);

/* Returns what the instruction at pc will access if nothing faults. cpu.window
 * must hold it. */
struct watchpoint_access watchpoint_step_access(const struct chip *chip);

#endif
