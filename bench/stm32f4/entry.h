/* SPDX-License-Identifier: MIT
 *
 * What the ROMs of the STM32F4 make of an entry, and no others: they may expect
 * the clocks of a reset (reading clock), and reset the part when the HSE is not
 * ready in time (reading hse). docs/rom-f4.md, sections 3 and 4.
 */
#ifndef BENCH_STM32F4_ENTRY_H
#define BENCH_STM32F4_ENTRY_H

#include "bench/evidence.h"

/* Names a clock that is not as after a reset, or returns NULL. */
const char *f4_entry_clocks(const struct chip *chip);
void f4_entry_find(const struct evidence *seen);

#endif
