/* SPDX-License-Identifier: MIT
 *
 * The other timers, and the bits of timers and RTC, as ST prints them. RM0367.
 */
#ifndef FIRMWARE_STM32L0_STM32L073_TIMER_H
#define FIRMWARE_STM32L0_STM32L073_TIMER_H

#include "firmware/stm32l0/stm32l073.h"

#define TIM2  ((struct tim *)0x40000000)
#define TIM3  ((struct tim *)0x40000400)
#define TIM7  ((struct tim *)0x40001400)
#define TIM21 ((struct tim *)0x40010800)
#define TIM22 ((struct tim *)0x40011400)

enum {
    TIM_CCMR1_CC1S_TI1 = 1 << 0,
    TIM_CCMR1_OC1PE = 1 << 3,
    TIM_CCMR1_OC1M_PWM1 = 6 << 4,
    TIM_CCER_CC1E = 1 << 0,
    TIM_SR_UIF = 1 << 0,
    TIM_SR_CC1IF = 1 << 1,
    TIM21_OR_TI1_LSE = 4 << 2
};

struct lptim { /* 24.6 */
    volatile uint32_t ISR, ICR, IER, CFGR, CR, CMP, ARR, CNT;
};
#define LPTIM1 ((struct lptim *)0x40007C00)

enum {
    LPTIM_ISR_CMPM = 1 << 0,
    LPTIM_ISR_ARRM = 1 << 1,
    LPTIM_ISR_CMPOK = 1 << 3,
    LPTIM_ISR_ARROK = 1 << 4,
    LPTIM_CR_ENABLE = 1 << 0,
    LPTIM_CR_CNTSTRT = 1 << 2
};

enum {
    RTC_CR_WUCKSEL_SPRE = 4 << 0,
    RTC_CR_ALRAE = 1 << 8,
    RTC_CR_WUTE = 1 << 10,
    RTC_CR_ALRAIE = 1 << 12,
    RTC_CR_WUTIE = 1 << 14,
    RTC_ISR_ALRAWF = 1 << 0,
    RTC_ISR_WUTWF = 1 << 2,
    RTC_ISR_RSF = 1 << 5,
    RTC_ISR_INITF = 1 << 6,
    RTC_ISR_INIT = 1 << 7,
    RTC_ISR_ALRAF = 1 << 8,
    RTC_ISR_WUTF = 1 << 10,
    EXTI_RTC_ALARM = 1 << 17,
    EXTI_RTC_WAKEUP = 1 << 20
};
#define RTC_ALRMAR_EVERY_SECOND 0x80808080u /* MSK1..4: nothing is compared */

#endif
