/* SPDX-License-Identifier: MIT
 *
 * Backup SRAM of the F405 and F407. RM0090 5.1.2. It needs PWR_CR.DBP, and
 * keeps its contents over every reset; with VDD off only with PWR_CSR.BRE and a
 * supply on VBAT, of which there is none (assumed: it is lost with VDD, and
 * kept in Standby only with BRE).
 */
#ifndef CHIP_STM32F4_BKPSRAM_H
#define CHIP_STM32F4_BKPSRAM_H

#include "chip/map.h"

extern const struct map_kind f4_bkpsram;

#endif
