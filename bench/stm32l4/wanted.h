/* SPDX-License-Identifier: MIT
 *
 * The decision table of src/stm32l4/boot0_reset.S, a second time.
 */
#ifndef BENCH_STM32L4_WANTED_H
#define BENCH_STM32L4_WANTED_H

#include "bench/wanted.h"

enum verdict l4_wanted(const struct situation *situation);

#endif
