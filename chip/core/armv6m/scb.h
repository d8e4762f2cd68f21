/* SPDX-License-Identifier: MIT
 *
 * System control block and the map of the private peripheral bus (SCS at
 * 0xE000E000): CPUID, ICSR, VTOR, AIRCR, SCR, CCR, SHPR2/3. DDI0419 B3.2.
 * Not modelled: debug registers (DWT, BPU, DCB).
 */
#ifndef CHIP_CORE_ARMV6M_SCB_H
#define CHIP_CORE_ARMV6M_SCB_H

#include "chip/map.h"

/* Resets SCB and MPU. */
void armv6m_scb_reset(struct chip *chip);
/* Make an access to the private peripheral bus, 0xE0000000-0xE00FFFFF, but for
 * SysTick. */
enum access armv6m_scb_read(struct chip *chip, uint32_t address, unsigned size,
                            uint32_t *value);
enum access armv6m_scb_write(struct chip *chip, uint32_t address, unsigned size,
                             uint32_t value);
/* Returns "MPU", "DWT" ... for an address there; NULL = Arm names nothing. */
const char *armv6m_scb_name(uint32_t address);

#endif
