/* SPDX-License-Identifier: MIT
 *
 * The registers of blocks that the STM32L0 and the STM32L4 have alike, at the
 * same addresses. Named as ST prints them. RM0367 (STM32L0x3), RM0351
 * (STM32L47x, L49x).
 */
#ifndef FIRMWARE_BLOCKS_H
#define FIRMWARE_BLOCKS_H

#include <stdint.h>

struct rtc { /* RM0367 27.7, RM0351 38.6; 5 or 32 backup registers */
    volatile uint32_t TR, DR, CR, ISR, PRER, WUTR, unused, ALRMAR, ALRMBR, WPR,
        SSR, SHIFTR, TSTR, TSDR, TSSSR, CALR, TAMPCR, ALRMASSR, ALRMBSSR, OR,
        BKPR[32];
};
#define RTC ((struct rtc *)0x40002800)

struct iwdg { /* RM0367 25.4, RM0351 36.4 */
    volatile uint32_t KR, PR, RLR, SR, WINR;
};
#define IWDG ((struct iwdg *)0x40003000)

enum {
    IWDG_KR_START = 0xCCCC,
    IWDG_KR_UNLOCK = 0x5555,
    IWDG_KR_RELOAD = 0xAAAA,
    IWDG_PR_256 = 6 /* LSI / 256, the most */
};

struct wwdg { /* RM0367 26.4, RM0351 37.4 */
    volatile uint32_t CR, CFR, SR;
};
#define WWDG ((struct wwdg *)0x40002C00)

enum { WWDG_CR_WDGA = 1 << 7 };

struct tim { /* RM0367 21.4, 22.4, 23.4: not every timer has all of them */
    volatile uint32_t CR1, CR2, SMCR, DIER, SR, EGR, CCMR1, CCMR2, CCER, CNT,
        PSC, ARR, unused, CCR[4], unused2, DCR, DMAR, OR;
};
#define TIM6 ((struct tim *)0x40001000)

enum { TIM_CR1_CEN = 1, TIM_DIER_UIE = 1, TIM_EGR_UG = 1 };

struct crc { /* RM0367 4.4, RM0351 15.4 */
    volatile uint32_t DR, IDR, CR, unused, INIT, POL;
};
#define CRC ((struct crc *)0x40023000)

enum {
    CRC_CR_RESET = 1 << 0,
    CRC_CR_REV_IN_BYTE = 1 << 5,
    CRC_CR_REV_OUT = 1 << 7
};

#endif
