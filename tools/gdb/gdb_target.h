/* SPDX-License-Identifier: MIT
 *
 * The chip's memory as a debugger sees it, and its description in XML. A
 * debugger's read has no side effects.
 */
#ifndef TOOLS_GDB_GDB_TARGET_H
#define TOOLS_GDB_GDB_TARGET_H

#include "bench/machine.h"
#include "tools/gdb/gdb_packet.h"

/* Returns how many of COUNT bytes were read before the first unreadable one: no
 * memory, a register that is not modelled. Registers are read in SCRATCH, a
 * copy of the chip, so that the read has no side effects. */
size_t gdb_read_memory(const struct chip *chip, struct chip *scratch,
                       uint32_t address, void *bytes, size_t count);

/* Writes RAM and data EEPROM as a programmer does, registers as the core does.
 * False: a byte lies in neither, or the bus refuses it. */
bool gdb_write_memory(struct chip *chip, struct chip *scratch, uint32_t address,
                      const void *bytes, size_t count);

/* Erases and writes flash at 0x08000000 directly, without the NVM's own
 * programming. False: a byte is outside the flash. */
bool gdb_erase_flash(struct chip *chip, uint32_t address, uint32_t count);
bool gdb_write_flash(struct chip *chip, uint32_t address, const void *bytes,
                     size_t count);

/* Writes the memory map of the part. */
enum { GDB_MAP_SIZE = 2048 };
void gdb_memory_map(struct chip *chip, char xml[GDB_MAP_SIZE]);

#endif
