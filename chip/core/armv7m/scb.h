/* SPDX-License-Identifier: MIT
 *
 * System control block of ARMv7-M and the map of the private peripheral bus.
 * DDI0403 B3.2. CYCCNT and what else debuggers use is in trace.h.
 * Not modelled: DHCSR and its neighbours, which are the debugger's;
 * AIRCR.VECTRESET; DebugMonitor but for BKPT and MON_PEND.
 */
#ifndef CHIP_CORE_ARMV7M_SCB_H
#define CHIP_CORE_ARMV7M_SCB_H

#include "chip/map.h"

/* Resets SCB, MPU, FPU, and the registers of the core that ARMv6-M has not. */
void armv7m_scb_reset(struct chip *chip);
/* Make an access to the private peripheral bus, 0xE0000000-0xE00FFFFF, but for
 * SysTick. */
enum access armv7m_scb_read(struct chip *chip, uint32_t address, unsigned size,
                            uint32_t *value);
enum access armv7m_scb_write(struct chip *chip, uint32_t address, unsigned size,
                             uint32_t value);
/* Returns "MPU", "DWT" ... for an address there; NULL = Arm names nothing. */
const char *armv7m_scb_name(uint32_t address);

#endif
