/* SPDX-License-Identifier: MIT
 *
 * The blocks of the private peripheral bus that a debugger uses and firmware
 * touches: DWT with its cycle counter, ITM, TPIU, FPB, ROM table. DDI0403 C1.
 * Not modelled: everything but CYCCNT; what is written to the ITM goes nowhere.
 */
#ifndef CHIP_CORE_ARMV7M_TRACE_H
#define CHIP_CORE_ARMV7M_TRACE_H

#include "chip/map.h"

void trace_reset(struct chip *chip);
/* Make a 32-bit access to 0xE0000000-0xE000DFFF or 0xE0040000-0xE00FFFFF. */
enum access trace_read(const struct chip *chip, uint32_t address,
                       uint32_t *value);
enum access trace_write(struct chip *chip, uint32_t address, uint32_t value);

/* Writes DEMCR.TRCENA and what else DEMCR keeps. */
void trace_write_demcr(struct chip *chip, uint32_t value);
/* Follows the beginning of a sleep, and its end: CYCCNT stands still (assumed).
 */
void trace_sleep(struct chip *chip, bool asleep);
/* Returns whether `address` is a port of the ITM, which takes bytes, too. */
static inline bool trace_is_port(uint32_t address)
{
    return address - 0xE0000000u < 0x80;
}

#endif
