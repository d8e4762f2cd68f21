/* SPDX-License-Identifier: MIT
 *
 * Parts by their names, and the memories that a part has.
 */
#ifndef CHIP_PART_H
#define CHIP_PART_H

#include "chip/map.h"

/* Fills PART from a name such as "stm32l073rz" (case is ignored). Returns false
 * for a name of no family. */
bool part_find(const char *name, struct part *part);

/* Returns the memory of a kind, as large as the family's largest part has it;
 * NULL = the family has none. */
const struct map_memory *part_memory(const struct part *part,
                                     enum region region);

/* Returns how many of these bytes the part has from the memory's base on; 0 =
 * it has no such memory. */
uint32_t part_memory_size(const struct part *part, enum region region);

/* Returns whether an address is in such a memory. */
bool part_has(const struct part *part, enum region region, uint32_t address);

#endif
