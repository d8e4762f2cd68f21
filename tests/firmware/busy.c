/* SPDX-License-Identifier: MIT
 *
 * What is slowest to simulate, at 32 MHz: accesses to peripherals back to back.
 * BUSY_GPIO: stores to a port, BUSY_LED: the same for a while; BUSY_POLL: loads
 * of flags that are waited for; BUSY_IRQ: an interrupt every 2 us.
 */
#include "firmware/stm32l0/stm32l073.h"

int main(void);

/* 32 MHz from HSI16 by the PLL. */
static void clock_start(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_PWREN;
    (void)RCC->APB1ENR;
    FLASH->ACR |= FLASH_ACR_LATENCY;
    hsi16_start();
    RCC->CFGR |= RCC_CFGR_PLLMUL4 | RCC_CFGR_PLLDIV2;
    RCC->CR |= RCC_CR_PLLON;
    while (!(RCC->CR & RCC_CR_PLLRDY))
        ;
    RCC->CFGR |= RCC_CFGR_SW_PLL;
}

#if defined BUSY_GPIO

static void busy(void)
{
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    (void)RCC->IOPENR;
    gpio_mode(GPIOA, 5, GPIO_OUTPUT);
    for (;;) {
        GPIOA->BSRR = 1 << 5;
        GPIOA->BRR = 1 << 5;
        GPIOA->BSRR = 1 << 5;
        GPIOA->BRR = 1 << 5;
        GPIOA->BSRR = 1 << 5;
        GPIOA->BRR = 1 << 5;
        GPIOA->ODR = 1 << 5;
        GPIOA->ODR = 0;
    }
}

#elif defined BUSY_LED

/* For test_run.c: stops after some 300 ms, with LD2 on. */
static void busy(void)
{
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    (void)RCC->IOPENR;
    gpio_mode(GPIOA, 5, GPIO_OUTPUT);
    for (uint32_t i = 0; i < 1000000; i++) {
        GPIOA->BSRR = 1 << 5;
        GPIOA->BRR = 1 << 5;
    }
    GPIOA->BSRR = 1 << 5;
}

#elif defined BUSY_POLL

static void busy(void)
{
    RCC->IOPENR |= RCC_IOPENR_IOPCEN;
    RCC->APB1ENR |= RCC_APB1ENR_USART2EN | RCC_APB1ENR_TIM6EN;
    (void)RCC->APB1ENR;
    gpio_mode(GPIOC, 13, GPIO_INPUT);
    TIM6->CR1 = TIM_CR1_CEN;
    USART2->CR1 = USART_CR1_UE | USART_CR1_RE;
    while (!(USART2->ISR & USART_ISR_RXNE) && GPIOC->IDR & 1 << 13 &&
           !(TIM6->CNT & 0x10000) && !(FLASH->SR & FLASH_SR_BSY))
        ;
}

#else

void SysTick_Handler(void)
{
    GPIOA->ODR ^= 1 << 5;
}

static void busy(void)
{
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    (void)RCC->IOPENR;
    gpio_mode(GPIOA, 5, GPIO_OUTPUT);
    SYSTICK->RVR = 64 - 1;
    SYSTICK->CVR = 0;
    SYSTICK->CSR =
        SYSTICK_CSR_ENABLE | SYSTICK_CSR_TICKINT | SYSTICK_CSR_CLKSOURCE;
    for (;;)
        ;
}

#endif

int main(void)
{
    clock_start();
    busy();
    for (;;)
        ;
}
