/* SPDX-License-Identifier: MIT
 *
 * Further registers, for the probe. RM0367 (STM32L0x3).
 */
#ifndef EXAMPLES_PROBE_REGISTERS_H
#define EXAMPLES_PROBE_REGISTERS_H

#include "firmware/stm32l0/stm32l073.h"

enum {
    RCC_APB1ENR_TIM6EN = 1 << 4,
    RCC_APB1ENR_WWDGEN = 1 << 11,
    RCC_APB2ENR_DBGEN = 1 << 22,
    RCC_AHBENR_CRCEN = 1 << 12,
    RCC_CCIPR_USART2SEL_HSI16 = 2 << 2,
    RCC_CSR_RMVF = 1 << 23,
    PWR_CR_DBP = 1 << 8,
    SYSCFG_CFGR1_UFB = 1 << 3
};

/* The reset flags, RCC_CSR 31:24. */
enum { FLAG_SFT = 1 << 4, FLAG_IWDG = 1 << 5, FLAG_WWDG = 1 << 6 };

enum {
    FLASH_OPTR_RDPROT = 0xFF,
    FLASH_OPTR_WPRMOD = 1 << 8,
    FLASH_OPTR_BFB2 = 1 << 23
};

enum { BACKUP_REGISTERS = 5 };
struct rtc_backup { /* RM0367 27.7 */
    volatile uint32_t BKPR[BACKUP_REGISTERS];
};
#define RTC_BACKUP ((struct rtc_backup *)0x40002850)

struct iwdg { /* RM0367 25.4 */
    volatile uint32_t KR, PR, RLR, SR, WINR;
};
#define IWDG ((struct iwdg *)0x40003000)
enum {
    IWDG_KR_START = 0xCCCC,
    IWDG_KR_UNLOCK = 0x5555,
    IWDG_KR_RELOAD = 0xAAAA,
    IWDG_PR_256 = 6
};

struct wwdg { /* RM0367 26.4 */
    volatile uint32_t CR, CFR, SR;
};
#define WWDG ((struct wwdg *)0x40002C00)
enum { WWDG_CR_WDGA = 1 << 7 };

struct tim6 { /* RM0367 23.4 */
    volatile uint32_t CR1, CR2, unused, DIER, SR, EGR, unused2[3], CNT, PSC,
        ARR;
};
#define TIM6 ((struct tim6 *)0x40001000)
enum { TIM_CR1_CEN = 1, TIM_DIER_UIE = 1, TIM_EGR_UG = 1, TIM6_IRQ = 17 };

struct crc { /* RM0367 4.4 */
    volatile uint32_t DR, IDR, CR, unused, INIT, POL;
};
#define CRC ((struct crc *)0x40023000)
enum {
    CRC_CR_RESET = 1 << 0,
    CRC_CR_REV_IN_BYTE = 1 << 5,
    CRC_CR_REV_OUT = 1 << 7
};

#define DBGMCU_IDCODE (*(volatile uint32_t *)0x40015800)
#define F_SIZE        (*(volatile uint16_t *)0x1FF8007C)
#define ROM_ID        (*(volatile uint8_t *)0x1FF01FFE)
#define ROM_BASE      0x1FF00000
#define ROM_BYTES     0x2000

#endif
