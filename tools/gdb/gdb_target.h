/* SPDX-License-Identifier: MIT
 *
 * The chip as a debugger sees it: registers by number, memory, what is said
 * about them in XML. A debugger's read never disturbs the chip.
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

/* As a debugger writes it: privileged. Of xPSR the flags and T are written. A
 * new PC ends sleep and lock-up. */
void gdb_set_register(struct chip *chip, unsigned number, uint32_t value);

/* Returns how many of COUNT bytes could be read before the first that could
 * not: no memory, a register that is not modelled. Registers are read in
 * SCRATCH, a copy of the chip, so that the read has no side effects. */
size_t gdb_read_memory(const struct chip *chip, struct chip *scratch,
                       uint32_t address, void *bytes, size_t count);

/* SRAM and data EEPROM as a programmer writes them, registers as the core
 * does. False: some of it is neither, or is refused by the bus. */
bool gdb_write_memory(struct chip *chip, struct chip *scratch, uint32_t address,
                      const void *bytes, size_t count);

/* Flash at 0x08000000 as a programmer writes it: at once, and past the NVM's
 * own programming. False: it is not all flash. */
bool gdb_erase_flash(struct chip *chip, uint32_t address, uint32_t count);
bool gdb_write_flash(struct chip *chip, uint32_t address, const void *bytes,
                     size_t count);

/* The target description, and the memory map of a part. */
extern const char gdb_target_xml[];
enum { GDB_MAP_SIZE = 2048 };
void gdb_memory_map(const struct part *part, char xml[GDB_MAP_SIZE]);

#endif
