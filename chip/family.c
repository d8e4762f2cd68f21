/* SPDX-License-Identifier: MIT
 *
 * The families that a chip can be of.
 */
#include "chip/map.h"

extern const struct map stm32l0_map;
extern const struct map stm32f4_map;
extern const struct map stm32l4_map;

const struct map *const family_maps[FAMILIES] = {
    [FAMILY_STM32L0] = &stm32l0_map,
    [FAMILY_STM32F4] = &stm32f4_map,
    [FAMILY_STM32L4] = &stm32l4_map,
};
