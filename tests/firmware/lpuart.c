/* SPDX-License-Identifier: MIT
 *
 * LPUART1 on PA2 and PA3, clocked by the LSE, at 9600 baud with 7 data bits and
 * odd parity: prints a line and echoes.
 */
#include "firmware/stm32l0/stm32l073.h"

enum {
    AF6 = 6,
    BRR_9600 = 0x369, /* 256 * 32768 / 9600 */
};

static void lse_start(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_PWREN | RCC_APB1ENR_LPUART1EN;
    (void)RCC->APB1ENR;
    PWR->CR |= PWR_CR_DBP;
    RCC->CSR |= RCC_CSR_LSEON;
    while (!(RCC->CSR & RCC_CSR_LSERDY))
        ;
}

static void lpuart_start(void)
{
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    (void)RCC->IOPENR;
    GPIOA->AFRL |= AF6 << 4 * 2 | AF6 << 4 * 3;
    gpio_mode(GPIOA, 2, GPIO_ALTERNATE);
    gpio_mode(GPIOA, 3, GPIO_ALTERNATE);
    RCC->CCIPR |= RCC_CCIPR_LPUART1SEL_LSE;
    LPUART1->BRR = BRR_9600;
    LPUART1->CR1 = USART_CR1_PCE | USART_CR1_PS;
    LPUART1->CR1 |= USART_CR1_UE | USART_CR1_TE | USART_CR1_RE;
}

static void send(uint32_t byte)
{
    while (!(LPUART1->ISR & USART_ISR_TXE))
        ;
    LPUART1->TDR = byte;
}

int main(void)
{
    lse_start();
    lpuart_start();
    for (const char *p = "seven bits, odd parity\r\n"; *p; p++)
        send((uint8_t)*p);
    for (;;)
        if (LPUART1->ISR & USART_ISR_RXNE)
            send(LPUART1->RDR & 0x7F);
}
