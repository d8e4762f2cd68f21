/* SPDX-License-Identifier: MIT
 *
 * System configuration: boot selection, MEM_MODE, EXTICR. RM0090 section 9,
 * RM0368 section 7; boot selection 2.4. BOOT1 is PB2.
 * A system reset looks at the pins again (documented), so that a MEM_MODE of
 * software does not survive it. MEM_MODE=10, which is reserved or the FSMC,
 * shows flash (assumed).
 * Not modelled: the compensation cell (READY follows CMP_PD at once), ADCxDC2,
 * MII_RMII_SEL (kept).
 */
#ifndef CHIP_STM32F4_SYSCFG_H
#define CHIP_STM32F4_SYSCFG_H

#include "chip/stm32f4/state.h"

enum { F4_BOOT_FLASH = 0, F4_BOOT_SYSTEM = 1, F4_BOOT_SRAM = 3 };

extern const struct map_kind f4_syscfg;

/* Returns where the boot pins pointed at the last reset. */
unsigned f4_syscfg_boot_mode(const struct chip *chip);
/* For struct map. */
unsigned f4_syscfg_mem_mode(const struct chip *chip);
uint32_t f4_syscfg_alias_base(const struct chip *chip);
unsigned f4_syscfg_exti_port(const struct chip *chip, unsigned line);

#endif
