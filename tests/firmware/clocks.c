/* SPDX-License-Identifier: MIT
 *
 * The clock trees of ordinary start-up code, one after the other, each with the
 * waits of ST's drivers. After every change the firmware prints a line on
 * USART2 (9600 8N1, from PCLK1): a host that can read it has confirmed the
 * frequency.
 */
#include "firmware/stm32l0/stm32l073.h"

#include <stdbool.h>

enum { BAUD = 9600 };

int main(void);

static void usart_start(void)
{
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    RCC->APB1ENR |= RCC_APB1ENR_USART2EN | RCC_APB1ENR_PWREN;
    (void)RCC->APB1ENR;
    GPIOA->AFRL = (GPIOA->AFRL & ~(15u << 8)) | 4u << 8;
    gpio_mode(GPIOA, 2, GPIO_ALTERNATE);
}

/* The divider is a constant: clang has no run-time library to divide with. */
#define BRR(pclk1_hz) (((pclk1_hz) + BAUD / 2) / BAUD)

/* One line at the present PCLK1. */
static void say(const char *text, uint32_t brr)
{
    USART2->CR1 = 0;
    USART2->BRR = brr;
    USART2->CR1 = USART_CR1_UE | USART_CR1_TE;
    for (; *text; text++) {
        while (!(USART2->ISR & USART_ISR_TXE))
            ;
        USART2->TDR = (uint8_t)*text;
    }
    while (!(USART2->ISR & USART_ISR_TC))
        ;
}

/* Voltage range 1, 2 or 3. */
static void voltage(uint32_t range)
{
    while (PWR->CSR & PWR_CSR_VOSF)
        ;
    PWR->CR = (PWR->CR & ~PWR_CR_VOS) | range << PWR_CR_VOS_POS;
    while (PWR->CSR & PWR_CSR_VOSF)
        ;
}

static void latency(uint32_t wait_states)
{
    FLASH->ACR = (FLASH->ACR & ~FLASH_ACR_LATENCY) | wait_states;
    while ((FLASH->ACR & FLASH_ACR_LATENCY) != wait_states)
        ;
}

static void oscillator(uint32_t on, uint32_t ready)
{
    RCC->CR |= on;
    while (!(RCC->CR & ready))
        ;
}

static void system_clock(uint32_t source)
{
    RCC->CFGR = (RCC->CFGR & ~RCC_CFGR_SW) | source;
    while ((RCC->CFGR >> RCC_CFGR_SWS_POS & RCC_CFGR_SW) != source)
        ;
}

static void pll(uint32_t configuration)
{
    RCC->CR &= ~RCC_CR_PLLON;
    while (RCC->CR & RCC_CR_PLLRDY)
        ;
    RCC->CFGR = (RCC->CFGR & ~RCC_CFGR_PLL) | configuration;
    oscillator(RCC_CR_PLLON, RCC_CR_PLLRDY);
}

static void msi_range(uint32_t range)
{
    RCC->ICSCR = (RCC->ICSCR & ~(7u << RCC_ICSCR_MSIRANGE_POS)) |
                 range << RCC_ICSCR_MSIRANGE_POS;
    while (!(RCC->CR & RCC_CR_MSIRDY))
        ;
}

static bool lse_starts(void)
{
    PWR->CR |= PWR_CR_DBP;
    while (!(PWR->CR & PWR_CR_DBP))
        ;
    RCC->CSR |= RCC_CSR_LSEON;
    while (!(RCC->CSR & RCC_CSR_LSERDY))
        ;
    return RCC->CSR & RCC_CSR_LSEON;
}

int main(void)
{
    usart_start();
    say("MSI 2.1 MHz\n", BRR(2097152));
    voltage(3);
    msi_range(6);
    say("MSI 4.2 MHz, range 3\n", BRR(4194304));
    voltage(2);
    latency(1);
    oscillator(RCC_CR_HSI16ON, RCC_CR_HSI16RDYF);
    system_clock(RCC_CFGR_SW_HSI16);
    say("HSI16, range 2, 1 wait state\n", BRR(16000000));
    voltage(1);
    latency(0);
    say("HSI16, range 1, 0 wait states\n", BRR(16000000));
    RCC->CR |= RCC_CR_HSEBYP;
    oscillator(RCC_CR_HSEON, RCC_CR_HSERDY);
    system_clock(RCC_CFGR_SW_HSE);
    say("HSE bypass 8 MHz\n", BRR(8000000));
    latency(1);
    pll(RCC_CFGR_PLLSRC_HSE | RCC_CFGR_PLLMUL8 | RCC_CFGR_PLLDIV2);
    RCC->CFGR |= RCC_CFGR_PPRE1_DIV2;
    system_clock(RCC_CFGR_SW_PLL);
    say("PLL from HSE 32 MHz, PCLK1 16 MHz\n", BRR(16000000));
    system_clock(RCC_CFGR_SW_HSI16);
    RCC->CFGR &= ~RCC_CFGR_PPRE1;
    pll(RCC_CFGR_PLLMUL4 | RCC_CFGR_PLLDIV2);
    system_clock(RCC_CFGR_SW_PLL);
    say("PLL from HSI16 32 MHz\n", BRR(32000000));
    if (lse_starts())
        say("LSE\n", BRR(32000000));
    oscillator(RCC_CR_MSION, RCC_CR_MSIRDY);
    system_clock(RCC_CFGR_SW_MSI);
    say("MSI again\n", BRR(4194304));
    for (;;)
        wait_for_interrupt();
}
