/* SPDX-License-Identifier: MIT */
#include "tests/firmware/peripherals.h"

#include "firmware/stm32l0/stm32l073.h"
#include "firmware/stm32l0/stm32l073_analog.h"
#include "firmware/stm32l0/stm32l073_timer.h"

/* Interrupts of the vector table, as bits of NVIC_ISER. */
enum { IRQ_RTC = 1 << 2, IRQ_EXTI4_15 = 1 << 7 };

enum { HCLK_PER_MS = 32000 };

/* --- clocks --- */

static bool oscillator(volatile uint32_t *reg, uint32_t on, uint32_t ready)
{
    *reg |= on;
    return wait_for(reg, ready, ready);
}

static bool pll_32mhz(void)
{
    if (!oscillator(&RCC->CR, RCC_CR_HSI16ON, RCC_CR_HSI16RDYF))
        return false;
    RCC->CFGR |= RCC_CFGR_PLLMUL4 | RCC_CFGR_PLLDIV2;
    if (!oscillator(&RCC->CR, RCC_CR_PLLON, RCC_CR_PLLRDY))
        return false;
    RCC->CFGR |= RCC_CFGR_SW_PLL;
    return wait_for(&RCC->CFGR, RCC_CFGR_SWS, RCC_CFGR_SW_PLL << 2);
}

static bool lse(void)
{
    enum { LSE_MS = 5000 };
    PWR->CR |= PWR_CR_DBP;
    if (!wait_for(&PWR->CR, PWR_CR_DBP, PWR_CR_DBP))
        return false;
    RCC->CSR |= RCC_CSR_LSEON;
    return wait_ms(&RCC->CSR, RCC_CSR_LSERDY, RCC_CSR_LSERDY, LSE_MS);
}

static bool hsi48(void)
{
    SYSCFG->CFGR3 |= SYSCFG_CFGR3_ENREF_HSI48 | SYSCFG_CFGR3_EN_VREFINT;
    RCC->CCIPR |= RCC_CCIPR_HSI48SEL;
    return oscillator(&RCC->CRRCR, RCC_CRRCR_HSI48ON, RCC_CRRCR_HSI48RDY);
}

static void all_on(void)
{
    RCC->IOPENR |= 0x9F;
    RCC->AHBENR |= RCC_AHBENR_ALL;
    RCC->APB1ENR |= RCC_APB1ENR_ALL;
    RCC->APB2ENR |= RCC_APB2ENR_ALL;
    (void)RCC->APB2ENR;
    RCC->CCIPR |= RCC_CCIPR_LPUART1SEL_LSE | RCC_CCIPR_LPTIM1SEL_LSE;
}

static void systick_start(uint32_t cycles)
{
    SYSTICK->RVR = cycles - 1;
    SYSTICK->CVR = 0;
    SYSTICK->CSR =
        SYSTICK_CSR_ENABLE | SYSTICK_CSR_TICKINT | SYSTICK_CSR_CLKSOURCE;
}

bool peripherals_clock(void)
{
    enum { MSI_PER_MS = 2097 };
    systick_start(MSI_PER_MS);
    all_on();
    PWR->CR = (PWR->CR & ~PWR_CR_VOS) | PWR_CR_VOS_RANGE1;
    if (!wait_for(&PWR->CSR, PWR_CSR_VOSF, 0))
        return false;
    FLASH->ACR |= FLASH_ACR_LATENCY;
    bool ok = pll_32mhz();
    systick_start(HCLK_PER_MS);
    return ok && lse() && hsi48();
}

bool peripherals_systick(void)
{
    uint32_t start = tick(), count = SYSTICK->CVR;
    while (tick() - start < 3)
        if (count == SYSTICK->CVR)
            return false;
    return true;
}

/* --- EXTI: line 13 by software, as B1 would --- */

static volatile bool pressed;

void EXTI4_15_IRQHandler(void)
{
    EXTI->PR = 1 << 13;
    pressed = true;
}

bool peripherals_exti(void)
{
    SYSCFG->EXTICR[3] |= SYSCFG_EXTICR4_EXTI13_PC;
    EXTI->IMR |= 1 << 13;
    EXTI->FTSR |= 1 << 13;
    NVIC_ISER = IRQ_EXTI4_15;
    EXTI->SWIER = 1 << 13;
    return pressed && !(EXTI->PR & 1 << 13);
}

/* --- MPU: one region, everything allowed --- */

bool peripherals_mpu(void)
{
    if ((MPU->TYPE >> 8 & 0xFF) != 8)
        return false;
    MPU->RNR = 0;
    MPU->RBAR = 0;
    MPU->RASR = MPU_RASR_AP_FULL | MPU_RASR_SIZE_4G | MPU_RASR_ENABLE;
    MPU->CTRL = MPU_CTRL_ENABLE | MPU_CTRL_PRIVDEFENA;
    bool kept =
        MPU->RASR == (MPU_RASR_AP_FULL | MPU_RASR_SIZE_4G | MPU_RASR_ENABLE) &&
        MPU->CTRL == (MPU_CTRL_ENABLE | MPU_CTRL_PRIVDEFENA);
    MPU->CTRL = 0;
    return kept;
}

/* --- memory --- */

/* CRC-32 of the word 0: C704DD7B (the polynomial over 32 zeros, from all
 * ones). */
bool peripherals_crc(void)
{
    CRC->CR = CRC_CR_RESET;
    CRC->DR = 0;
    return CRC->DR == 0xC704DD7B;
}

bool peripherals_eeprom(void)
{
    flash_unlock();
    DATA_EEPROM[1] = 0x12345678;
    bool ready = wait_for(&FLASH->SR, FLASH_SR_BSY, 0);
    FLASH->PECR |= FLASH_PECR_PELOCK;
    return ready && DATA_EEPROM[1] == 0x12345678;
}

bool peripherals_crs(void)
{
    CRS->CR |= CRS_CR_AUTOTRIMEN;
    CRS->CR |= CRS_CR_CEN;
    return (CRS->CR & 0x60) == (CRS_CR_CEN | CRS_CR_AUTOTRIMEN);
}

/* --- Stop, ended by the wake-up timer of the RTC --- */

static volatile bool woken;

void RTC_IRQHandler(void)
{
    RTC->ISR = ~(uint32_t)(RTC_ISR_WUTF | RTC_ISR_INIT);
    EXTI->PR = EXTI_RTC_WAKEUP;
    woken = true;
}

static void wake_up_in_a_second(void)
{
    RTC->WPR = 0xCA;
    RTC->WPR = 0x53;
    RTC->CR &= ~RTC_CR_WUTE;
    wait_for(&RTC->ISR, RTC_ISR_WUTWF, RTC_ISR_WUTWF);
    RTC->WUTR = 0; /* one tick of ck_spre */
    RTC->CR = RTC_CR_WUCKSEL_SPRE | RTC_CR_WUTIE | RTC_CR_WUTE;
    RTC->WPR = 0xFF;
    EXTI->IMR |= EXTI_RTC_WAKEUP;
    EXTI->RTSR |= EXTI_RTC_WAKEUP;
    NVIC_ISER = IRQ_RTC;
}

bool peripherals_stop(void)
{
    wait_for(&USART2->ISR, USART_ISR_TC, USART_ISR_TC);
    wake_up_in_a_second();
    SYSTICK->CSR = 0;
    PWR->CR |= PWR_CR_CWUF | PWR_CR_LPSDSR;
    SCB->SCR |= SCB_SCR_SLEEPDEEP;
    wait_for_interrupt();
    SCB->SCR &= ~(uint32_t)SCB_SCR_SLEEPDEEP;
    bool on_msi = (RCC->CFGR & RCC_CFGR_SWS) == RCC_CFGR_SW_MSI;
    systick_start(HCLK_PER_MS);
    return woken && on_msi && pll_32mhz();
}

/* --- watchdogs: started, refreshed, and never to be stopped --- */

bool peripherals_watchdogs(void)
{
    IWDG->KR = IWDG_KR_START;
    IWDG->KR = IWDG_KR_UNLOCK;
    IWDG->PR = IWDG_PR_256;
    bool taken = wait_for(&IWDG->SR, 7, 0);
    IWDG->KR = IWDG_KR_RELOAD;
    WWDG->CFR = 0x1FF;
    WWDG->CR = WWDG_CR_WDGA | 0x7F;
    uint32_t start = tick();
    while (tick() - start < 3)
        WWDG->CR = WWDG_CR_WDGA | 0x7F;
    return taken && IWDG->PR == IWDG_PR_256;
}
