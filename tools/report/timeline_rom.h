/* SPDX-License-Identifier: MIT
 *
 * The ROM: how it is entered, what its bank check finds, when it is ready, what
 * a host does with it, how it is left.
 */
#ifndef TOOLS_REPORT_TIMELINE_ROM_H
#define TOOLS_REPORT_TIMELINE_ROM_H

#include "tools/report/timeline_print.h"

/* Returns "V4.1" ..., or "own ROM" for a ROM file. */
const char *timeline_rom_name(unsigned rom, char name[16]);

/* Sums up what a host has the ROM do, by MACHINE_NVM. */
void timeline_rom_nvm(struct timeline *timeline,
                      const struct machine_event *event);

/* Reports that the ROM is ready, once it is, and what a host that pauses has
 * done; with END what one has done. */
void timeline_rom_flush(struct timeline *timeline, bool end);

/* Returns when it looks whether the ROM is ready; NEVER = it does not. */
uint64_t timeline_rom_due_ps(const struct timeline *timeline);

/* Reports that Go ended in a HardFault, if EVENT, an exception, is one. */
void timeline_rom_fault(struct timeline *timeline,
                        const struct machine_event *event);

/* Print the lines of MACHINE_ROM and of MACHINE_LEFT. */
void timeline_rom_entered(struct timeline *timeline);
void timeline_rom_left(struct timeline *timeline);

#endif
