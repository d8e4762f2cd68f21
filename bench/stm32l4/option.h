/* SPDX-License-Identifier: MIT
 *
 * The option bytes of the STM32L4 (RM0351 3.4): boards that have them set, and
 * firmware that sets them.
 */
#ifndef BENCH_STM32L4_OPTION_H
#define BENCH_STM32L4_OPTION_H

#include "bench/evidence.h"
#include "bench/machine_setup.h"

/* For struct family_info. */
void l4_option_set(struct chip *chip, const struct machine_setup *setup);
bool l4_option_find(const struct evidence *seen, uint32_t where);
void l4_option_find_stored(const struct evidence *seen);

#endif
