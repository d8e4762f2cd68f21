/* SPDX-License-Identifier: MIT
 *
 * A line that chatters (wiring.h): somebody who is no host sends a few bytes
 * every 2 ms, at 115200 baud with even parity, and, the worst case for a ROM
 * that waits for it, 0x7F is the first of them.
 */
#ifndef BENCH_MACHINE_NOISE_H
#define BENCH_MACHINE_NOISE_H

#include "bench/machine.h"
#include "bench/wiring.h"

/* Opens the lines. */
void machine_noise_start(struct machine *machine, const struct wiring *wiring);

/* Sends what is due; returns the time of what comes next. */
uint64_t machine_noise_attend(struct machine *machine, uint64_t now);

#endif
