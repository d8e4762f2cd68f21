/* SPDX-License-Identifier: MIT
 *
 * System configuration: boot selection, MEM_MODE, UFB, BOOT_MODE, EXTICR,
 * reference voltage switches. RM0367 section 10; boot selection 2.4.
 * Not modelled: the comparators (COMP1_CSR and COMP2_CSR are kept, EN is
 * reported), the firewall (clearing FWDIS is
 * reported), I2C drive bits (kept, without effect), the start-up time of the
 * reference buffers.
 * A comment that cites RM0367 without a grade is assumed: the text of that
 * section could not be checked.
 */
#ifndef CHIP_STM32L0_SYSCFG_H
#define CHIP_STM32L0_SYSCFG_H

#include "chip/stm32l0/state.h"

#define SYSCFG_CFGR1_MEM_MODE     (3u << 0)
#define SYSCFG_CFGR1_UFB          (1u << 3)
#define SYSCFG_CFGR1_BOOT_MODE    (3u << 8)
#define SYSCFG_CFGR3_ENREF_HSI48  (1u << 13)
#define SYSCFG_CFGR3_VREFINT_RDYF (1u << 30)
#define SYSCFG_CFGR3_REF_LOCK     (1u << 31)

/* What boot selection decides: the reset values of MEM_MODE and BOOT_MODE.
 * 0 = main NVM, 1 = system memory, 3 = SRAM. */
struct syscfg_boot {
    uint8_t mem_mode, boot_mode;
};

/* Returns what boot selection decides, from the readout protection level (0,
 * 1, 2), the option bits BFB2 and nBOOT1, and the BOOT0 pin. */
struct syscfg_boot syscfg_boot(unsigned rdp, bool bfb2, bool boot0,
                               bool nboot1);

extern const struct map_kind syscfg;

/* Returns what is seen at 0: 0 main NVM, 1 system memory, 3 SRAM. */
unsigned syscfg_mem_mode(const struct chip *chip);
/* Returns where the boot pins pointed at the last reset, in the same codes. */
unsigned syscfg_boot_mode(const struct chip *chip);
/* Returns whether UFB puts bank 2 at FLASH_BASE. */
bool syscfg_ufb(const struct chip *chip);
/* For struct map. */
uint32_t syscfg_alias_base(const struct chip *chip);
unsigned syscfg_exti_port(const struct chip *chip, unsigned line);

#endif
