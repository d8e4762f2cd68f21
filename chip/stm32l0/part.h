/* SPDX-License-Identifier: MIT
 *
 * The STM32 part numbers this chip can be: what differs between them.
 * Sources: RM0367 table 3 (flash module), DS10685 table 2 (ordering), AN2606
 * chapters "STM32L071xx/081xx" and "STM32L072xx/073xx/082xx/083xx".
 * Not modelled: packages (all pins exist on every part).
 */
#ifndef CHIP_STM32L0_PART_H
#define CHIP_STM32L0_PART_H

#include "chip/state.h"

/* Fills PART from a name such as "stm32l073rz" (package letter and size
 * letter 8, B or Z; case is ignored). Returns false for any other name. */
bool l0_part_find(const char *name, struct part *part);

#endif
