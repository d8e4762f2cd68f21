/* SPDX-License-Identifier: MIT
 *
 * The decision table of src/stm32l0/boot0_reset.S, a second time.
 */
#ifndef BENCH_STM32L0_WANTED_H
#define BENCH_STM32L0_WANTED_H

#include "bench/wanted.h"

enum verdict l0_wanted(const struct situation *situation);

#endif
