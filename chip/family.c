/* SPDX-License-Identifier: MIT
 *
 * The families that a chip can be of.
 */
#include "chip/map.h"

extern const struct map stm32l0_map;

const struct map *const maps[FAMILIES] = {
    [FAMILY_STM32L0] = &stm32l0_map,
};
