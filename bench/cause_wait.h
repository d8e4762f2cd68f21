/* SPDX-License-Identifier: MIT
 *
 * The loop that an application stands still in: the register that it reads and
 * the bits that it waits for.
 */
#ifndef BENCH_CAUSE_WAIT_H
#define BENCH_CAUSE_WAIT_H

#include "bench/evidence.h"
#include "bench/register_name.h"

/* True: CHIP executes such a loop, which no person or host ends. NAME: the
 * register, and the bit that it waits for. */
bool cause_wait_look(const struct chip *chip, char name[REGISTER_NAME]);

/* Adds the warning "wait" if the application executes a loop which only waits
 * for a register. True: it does. */
bool cause_wait_find(const struct evidence *seen);

#endif
