/* SPDX-License-Identifier: MIT
 *
 * Part names on the command line; what a part has is in chip/part.h.
 */
#ifndef TOOLS_PARTS_H
#define TOOLS_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "part.h"
#include "readings.h"

#define PART_DEFAULT "stm32l073rz" /* the Nucleo-L073RZ's */

/* As part_find(). False: ERROR names the parts that are known. */
bool parts_find(const char *name, struct part *part, char *error,
                size_t error_size);

/* The ROM that a part of this line leaves the factory with today: the newest
 * (AN2606 tables 148 and 150). */
enum rom_version parts_default_rom(const struct part *part);

#endif
