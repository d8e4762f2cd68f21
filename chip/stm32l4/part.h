/* SPDX-License-Identifier: MIT
 *
 * The STM32L4 part numbers this chip can be: what differs between them.
 * Sources: STMicroelectronics/cmsis_device_l4 a253075 (stm32l431xx.h to
 * stm32l4a6xx.h) for bits of registers; ordering tables of DS10198, DS10199,
 * DS11451 and DS11585 for packages and sizes (from memory, assumed).
 * Not modelled: packages (all pins exist on every part).
 */
#ifndef CHIP_STM32L4_PART_H
#define CHIP_STM32L4_PART_H

#include "chip/state.h"

/* Bits of the six registers of clock enables, in the order of the RCC. */
struct l4_bits {
    uint32_t ahb1, ahb2, ahb3, apb1_1, apb1_2, apb2;
};

/* Which of the three dies it is. */
enum l4_die { L4_DIE_L43, L4_DIE_L47, L4_DIE_L49 };

struct l4_line {
    const char *prefix; /* "stm32l476" */
    const char *sizes, *packages;
    enum l4_die die;
    struct l4_bits enr;
    bool lcd, usb;
};

/* What a die has. */
struct l4_traits {
    uint16_t dev_id, rev_id;
    uint16_t sram1_kb, sram2_kb;
    bool sram2_follows; /* it is seen behind SRAM1, too */
    bool dual;          /* two banks of flash, BFB2, FB_MODE, PLLSAI2 */
    bool hsi48;         /* with CRS */
    bool swboot;        /* nSWBOOT0 and nBOOT0; BOOT0 is PH3 */
    bool empty_check;   /* an empty flash starts the system memory */
    bool pempty;        /* FLASH_SR.PEMPTY */
    bool rtc_gate;      /* RTCAPBEN */
    bool pll_pdiv;      /* PLLPDIV */
    bool ascr;          /* GPIOx_ASCR */
    /* Bits of registers. */
    uint32_t cr, icscr, cfgr, pllcfgr, pllsai1cfgr, pllsai2cfgr, cier, ccipr,
        ccipr2;
    uint32_t pwr_cr2, pwr_cr4;
    uint32_t optr; /* those that are options */
    uint32_t memrmp, cfgr1;
};

/* Fills PART from a name such as "stm32l476rg" (case is ignored). Returns false
 * for any other name. */
bool l4_part_find(const char *name, struct part *part);
/* Return the die of a chip, what it has, and what its line has. */
enum l4_die l4_part_die(const struct chip *chip);
const struct l4_line *l4_part_line(const struct chip *chip);
const struct l4_traits *l4_part_traits(const struct chip *chip);

#endif
