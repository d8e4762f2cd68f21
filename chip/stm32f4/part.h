/* SPDX-License-Identifier: MIT
 *
 * The STM32F4 part numbers this chip can be: what differs between them.
 * Sources: RM0368 (F401), RM0383 (F411), RM0090 (F405, F407); ordering tables
 * of DS9716, DS10086, DS10314 and DS8626 (package and size letters); clock
 * limits as stm32f4xx_hal_rcc.h and system_stm32f4xx.c have them.
 * Not modelled: packages (all pins exist on every part).
 */
#ifndef CHIP_STM32F4_PART_H
#define CHIP_STM32F4_PART_H

#include "chip/state.h"

/* Bits of the five registers of clock enables, or of their low-power twins. */
struct f4_bits {
    uint32_t ahb1, ahb2, ahb3, apb1, apb2;
};

enum { F4_SCALES = 3, F4_LATENCIES = 6 };

struct f4_line {
    const char *prefix; /* "stm32f401" */
    const char *sizes, *packages;
    uint16_t dev_id, rev_id;
    uint16_t sram_kb;
    uint16_t calib; /* SysTick's CALIB: HCLK/8 in 1 ms at some HCLK */
    bool ccm;       /* CCM data RAM and backup SRAM */
    struct f4_bits enr, lpenr, lpenr_reset;
    uint32_t ahb1enr_reset;
    uint32_t pwr_cr, pwr_cr_reset, pwr_vos; /* bits, reset value, field VOS */
    uint32_t plli2scfgr, plli2scfgr_reset, dckcfgr, bdcr, pmc; /* bits */
    bool pcrop; /* OPTCR.SPRMOD, FLASH_SR.RDERR */
    uint32_t vco_min;
    /* Hz, by voltage scale 1 to 3; 0 = there is no such scale. */
    uint32_t sysclk[F4_SCALES];
    uint32_t pclk1, pclk2;
    /* HCLK with 0, 1 ... wait states; 0 = as much as SYSCLK. */
    uint32_t hclk[F4_LATENCIES];
    uint32_t hclk_low[F4_LATENCIES]; /* at scale 2 and 3 */
};

/* Fills PART from a name such as "stm32f401re" (case is ignored). Returns false
 * for any other name. */
bool f4_part_find(const char *name, struct part *part);
/* Returns what the line of a chip has. */
const struct f4_line *f4_part_line(const struct chip *chip);

#endif
