/* SPDX-License-Identifier: MIT
 *
 * The chip as a debugger sees it: registers by number, memory, and their
 * descriptions in XML. A debugger's read has no side effects.
 */
#ifndef TOOLS_GDB_GDB_TARGET_H
#define TOOLS_GDB_GDB_TARGET_H

#include "bench/machine.h"
#include "tools/gdb/gdb_packet.h"

/* Register numbers: 0 to 12, then those of the target description. */
enum {
    GDB_SP = 13, /* the one in use */
    GDB_LR,
    GDB_PC,
    GDB_XPSR,
    GDB_MSP,
    GDB_PSP,
    GDB_PRIMASK,
    GDB_CONTROL,
    GDB_REGISTERS
};

uint32_t gdb_register(const struct chip *chip, unsigned number);

/* Writes a register as privileged code would; of xPSR the flags and T. A new PC
 * ends sleep and lock-up. */
void gdb_set_register(struct chip *chip, unsigned number, uint32_t value);

/* Returns how many of COUNT bytes were read before the first unreadable one: no
 * memory, a register that is not modelled. Registers are read in SCRATCH, a
 * copy of the chip, so that the read has no side effects. */
size_t gdb_read_memory(const struct chip *chip, struct chip *scratch,
                       uint32_t address, void *bytes, size_t count);

/* Writes SRAM and data EEPROM as a programmer does, registers as the core does.
 * False: a byte lies in neither, or the bus refuses it. */
bool gdb_write_memory(struct chip *chip, struct chip *scratch, uint32_t address,
                      const void *bytes, size_t count);

/* Erases and writes flash at 0x08000000 directly, without the NVM's own
 * programming. False: a byte is outside the flash. */
bool gdb_erase_flash(struct chip *chip, uint32_t address, uint32_t count);
bool gdb_write_flash(struct chip *chip, uint32_t address, const void *bytes,
                     size_t count);

/* The target description, and the memory map of a part. */
extern const char gdb_target_xml[];
enum { GDB_MAP_SIZE = 2048 };
void gdb_memory_map(const struct part *part, char xml[GDB_MAP_SIZE]);

#endif
