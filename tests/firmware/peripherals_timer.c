/* SPDX-License-Identifier: MIT */
#include "tests/firmware/peripherals.h"

#include "firmware/stm32l0/stm32l073.h"
#include "firmware/stm32l0/stm32l073_timer.h"

enum { TIM_HZ = 32000000, LSE_HZ = 32768 };

/* --- update interrupts --- */

enum { IRQ_TIM6 = 1 << 17, IRQ_TIM7 = 1 << 18 };

static volatile unsigned updates;

void TIM6_DAC_IRQHandler(void)
{
    TIM6->SR = 0;
    updates++;
}

void TIM7_IRQHandler(void)
{
    TIM7->SR = 0;
    updates++;
}

/* Five updates of a timer at 1 kHz; `tim` ends switched off. */
static bool interrupts(struct tim *tim, uint32_t irq)
{
    updates = 0;
    tim->PSC = 31;
    tim->ARR = 999;
    tim->EGR = TIM_EGR_UG;
    tim->SR = 0;
    tim->DIER = TIM_DIER_UIE;
    NVIC_ISER = irq;
    tim->CR1 = TIM_CR1_CEN;
    uint32_t start = tick();
    while (updates < 5 && tick() - start < 10)
        ;
    tim->CR1 = 0;
    return updates == 5;
}

bool peripherals_tim6(void)
{
    return interrupts(TIM6, IRQ_TIM6);
}

bool peripherals_tim7(void)
{
    return interrupts(TIM7, IRQ_TIM7);
}

/* --- counting, polled --- */

static bool millisecond(struct tim *tim)
{
    tim->PSC = 31;
    tim->ARR = 999;
    tim->EGR = TIM_EGR_UG;
    tim->SR = 0;
    tim->CR1 = TIM_CR1_CEN;
    bool done = wait_for(&tim->SR, TIM_SR_UIF, TIM_SR_UIF);
    tim->CR1 = 0;
    return done;
}

bool peripherals_tim2(void)
{
    return millisecond(TIM2);
}

bool peripherals_tim22(void)
{
    return millisecond(TIM22);
}

/* --- PWM: a quarter of 1 ms on PC6, which the input register shows --- */

bool peripherals_tim3(void)
{
    enum { CHANNEL1 = 6 };
    GPIOC->AFRL = (GPIOC->AFRL & ~(15u << 4 * CHANNEL1)) | 2u << 4 * CHANNEL1;
    gpio_mode(GPIOC, CHANNEL1, GPIO_ALTERNATE);
    TIM3->PSC = 31;
    TIM3->ARR = 999;
    TIM3->CCR[0] = 250;
    TIM3->CCMR1 = TIM_CCMR1_OC1M_PWM1 | TIM_CCMR1_OC1PE;
    TIM3->CCER = TIM_CCER_CC1E;
    TIM3->EGR = TIM_EGR_UG;
    TIM3->CR1 = TIM_CR1_CEN;
    unsigned high = 0, all = 0;
    for (uint32_t start = tick(); tick() - start < 8; all++)
        high += GPIOC->IDR >> CHANNEL1 & 1;
    TIM3->CR1 = 0;
    return high * 4 > all - all / 8 && high * 4 < all + all / 8;
}

/* --- input capture: the LSE in cycles of the PLL, as ST's HAL measures it ---
 */

static bool capture(uint32_t *at)
{
    TIM21->SR = 0;
    if (!wait_for(&TIM21->SR, TIM_SR_CC1IF, TIM_SR_CC1IF))
        return false;
    *at = TIM21->CCR[0];
    return true;
}

bool peripherals_tim21(void)
{
    uint32_t first, second;
    TIM21->OR = TIM21_OR_TI1_LSE;
    TIM21->CCMR1 = TIM_CCMR1_CC1S_TI1;
    TIM21->CCER = TIM_CCER_CC1E;
    TIM21->CR1 = TIM_CR1_CEN;
    if (!capture(&first) || !capture(&second))
        return false;
    TIM21->CR1 = 0;
    uint32_t period = (second - first) & 0xFFFF;
    return period - (TIM_HZ / LSE_HZ - 1) <= 4;
}

bool peripherals_lptim1(void)
{
    LPTIM1->CFGR = 0;
    LPTIM1->CR = LPTIM_CR_ENABLE;
    LPTIM1->ARR = 327;
    if (!wait_for(&LPTIM1->ISR, LPTIM_ISR_ARROK, LPTIM_ISR_ARROK))
        return false;
    LPTIM1->CMP = 100;
    if (!wait_for(&LPTIM1->ISR, LPTIM_ISR_CMPOK, LPTIM_ISR_CMPOK))
        return false;
    LPTIM1->CR = LPTIM_CR_ENABLE | LPTIM_CR_CNTSTRT;
    uint32_t both = LPTIM_ISR_CMPM | LPTIM_ISR_ARRM;
    return wait_for(&LPTIM1->ISR, both, both);
}

/* --- RTC on the LSE --- */

bool peripherals_rtc(void)
{
    RCC->CSR |= RCC_CSR_RTCSEL_LSE | RCC_CSR_RTCEN;
    RTC->WPR = 0xCA;
    RTC->WPR = 0x53;
    RTC->ISR = ~0u; /* INIT */
    if (!wait_for(&RTC->ISR, RTC_ISR_INITF, RTC_ISR_INITF))
        return false;
    RTC->PRER = 255;
    RTC->PRER |= 127 << 16;
    RTC->TR = 0x235959;
    RTC->DR = 0x269231; /* Thursday, the 31st of December 2026 */
    RTC->ISR = ~(uint32_t)RTC_ISR_INIT;
    if (!wait_for(&RTC->ISR, RTC_ISR_RSF, RTC_ISR_RSF))
        return false;
    for (uint32_t start = tick(); tick() - start < 1100;)
        ;
    RTC->ISR = ~(uint32_t)(RTC_ISR_INIT | RTC_ISR_RSF);
    wait_for(&RTC->ISR, RTC_ISR_RSF, RTC_ISR_RSF);
    uint32_t subsecond = RTC->SSR, time = RTC->TR, date = RTC->DR;
    return subsecond < 256 && time == 0 && date == 0x27A101;
}

bool peripherals_alarm(void)
{
    RTC->CR &= ~RTC_CR_ALRAE;
    if (!wait_for(&RTC->ISR, RTC_ISR_ALRAWF, RTC_ISR_ALRAWF))
        return false;
    RTC->ALRMAR = RTC_ALRMAR_EVERY_SECOND;
    RTC->ISR = ~(uint32_t)(RTC_ISR_ALRAF | RTC_ISR_INIT);
    RTC->CR |= RTC_CR_ALRAE;
    bool rung = wait_ms(&RTC->ISR, RTC_ISR_ALRAF, RTC_ISR_ALRAF, 1100);
    RTC->CR &= ~RTC_CR_ALRAE;
    RTC->WPR = 0xFF;
    return rung;
}
