/* SPDX-License-Identifier: MIT
 *
 * The ECC of the flash of an STM32L4 (RM0351 3.3.5).
 */
#ifndef BENCH_STM32L4_ECC_H
#define BENCH_STM32L4_ECC_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/state.h"

/* For struct family_info. */
bool l4_ecc_torn_read(const struct chip *chip, uint32_t *address);

#endif
