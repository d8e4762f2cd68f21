/* SPDX-License-Identifier: MIT
 *
 * The ROM: how it is entered, what its bank check finds, how it is left.
 */
#ifndef TOOLS_REPORT_TIMELINE_ROM_H
#define TOOLS_REPORT_TIMELINE_ROM_H

#include "tools/report/timeline_print.h"

/* Returns "V4.1" ..., or "own ROM" for a ROM file. */
const char *timeline_rom_name(enum rom_version rom, char name[16]);

/* Print the lines of MACHINE_ROM and of MACHINE_LEFT. */
void timeline_rom_entered(struct timeline *timeline);
void timeline_rom_left(struct timeline *timeline);

#endif
