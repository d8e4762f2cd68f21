/* SPDX-License-Identifier: MIT
 *
 * Jumps to the ROM while its own text is still on the line: the last byte but
 * one leaves the shift register of USART2 (PA2, 9600 baud), the last waits
 * behind it. For test_run_story.c.
 */
#include "firmware/stm32l0/stm32l073.h"

enum { MSI_HZ = 2097000, BAUD = 9600 };

#define ROM ((const volatile uint32_t *)0x1FF00000)

int main(void);

static void usart_start(void)
{
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    RCC->APB1ENR |= RCC_APB1ENR_USART2EN;
    (void)RCC->APB1ENR;
    GPIOA->AFRL |= 4 << 4 * 2 | 4 << 4 * 3;
    gpio_mode(GPIOA, 2, GPIO_ALTERNATE);
    gpio_mode(GPIOA, 3, GPIO_ALTERNATE);
    USART2->BRR = (MSI_HZ + BAUD / 2) / BAUD;
    USART2->CR1 = USART_CR1_UE | USART_CR1_TE;
}

static void say(const char *text)
{
    for (; *text; text++) {
        while (!(USART2->ISR & USART_ISR_TXE))
            ;
        USART2->TDR = (uint8_t)*text;
    }
}

static void remap(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR; /* ES0292: read back before the first access */
    SYSCFG->CFGR1 =
        (SYSCFG->CFGR1 & ~SYSCFG_CFGR1_MEM_MODE) | SYSCFG_CFGR1_MEM_MODE_SYSTEM;
}

int main(void)
{
    usart_start();
    say("to the ROM\r\n");
    remap();
    __asm volatile("msr msp, %0\n\tbx %1" ::"r"(ROM[0]), "r"(ROM[1]));
    __builtin_unreachable();
}
