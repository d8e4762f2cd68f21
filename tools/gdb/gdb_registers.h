/* SPDX-License-Identifier: MIT
 *
 * The core's registers as a debugger sees them: numbers, values, and the
 * description from which it knows what there is.
 */
#ifndef TOOLS_GDB_GDB_REGISTERS_H
#define TOOLS_GDB_GDB_REGISTERS_H

#include "chip/chip.h"

/* Numbers: 0 to 12, then those of the target description. Each core has the
 * first ones: all do up to CONTROL, ARMv7-M up to FAULTMASK. */
enum {
    GDB_SP = 13, /* the one in use */
    GDB_LR,
    GDB_PC,
    GDB_XPSR,
    GDB_MSP,
    GDB_PSP,
    GDB_PRIMASK,
    GDB_CONTROL,
    GDB_BASEPRI,
    GDB_FAULTMASK,
    GDB_D0, /* of 8 bytes; S0 is its lower half */
    GDB_D15 = GDB_D0 + 15,
    GDB_FPSCR,
    GDB_REGISTERS_MAX
};

/* Returns how many the core has. */
unsigned gdb_registers(const struct chip *chip);

/* Returns the bytes of one. */
unsigned gdb_register_size(unsigned number);

uint64_t gdb_register(const struct chip *chip, unsigned number);

/* Writes a register as privileged code would; of xPSR all but IPSR. A new PC
 * ends sleep and lock-up. */
void gdb_set_register(struct chip *chip, unsigned number, uint64_t value);

/* Writes the target description of the core. */
enum { GDB_DESCRIPTION_SIZE = 4096 };
void gdb_describe(const struct chip *chip, char xml[GDB_DESCRIPTION_SIZE]);

#endif
