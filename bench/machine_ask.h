/* SPDX-License-Identifier: MIT
 *
 * The asks, each made when its time has come: a call, a press, a text; and
 * whether the firmware can have noticed it.
 */
#ifndef BENCH_MACHINE_ASK_H
#define BENCH_MACHINE_ASK_H

#include <stdint.h>

#include "bench/machine.h"

/* Makes ASKS, each at its time. False: the image has no such symbol. ASKS must
 * outlive the machine. */
bool machine_ask(struct machine *machine, const struct asks *asks);

/* Applies the inputs from outside that are due; returns the time of the next.
 */
uint64_t machine_ask_attend(struct machine *machine, uint64_t now);

/* Ends all asks: releases the buttons, sends no more text, and makes none that
 * is still to be made. */
void machine_ask_end(struct machine *machine);

/* A reset shows that the firmware noticed the asks so far, or will not. */
void machine_ask_reset(struct machine *machine);

/* True: a call waits for Thread mode. */
bool machine_ask_waits(const struct machine *machine, uint64_t now);

/* Returns when all asks are over: the buttons released, the texts sent; 0 = at
 * once, there is none; NEVER = one is still to be made. */
uint64_t machine_ask_end_ps(const struct machine *machine);

#endif
