/* SPDX-License-Identifier: MIT
 *
 * Prints a line on each of two USARTs at unusual speeds: USART1 (PA9) at 9600
 * baud, USART2 (PA2) at 19200, on the MSI clock as after a reset. Echoes the
 * bytes received on USART2.
 */
#include "firmware/stm32l0/stm32l073.h"

enum { MSI_HZ = 2097000 };

/* A constant: clang has no run-time library to divide with. */
#define BRR(baud) ((MSI_HZ + (baud) / 2) / (baud))

static void start(struct usart *usart, unsigned tx_pin, uint32_t brr)
{
    volatile uint32_t *afr = tx_pin < 8 ? &GPIOA->AFRL : &GPIOA->AFRH;
    for (unsigned pin = tx_pin; pin <= tx_pin + 1; pin++) {
        *afr = (*afr & ~(15u << 4 * (pin % 8))) | 4u << 4 * (pin % 8);
        gpio_mode(GPIOA, pin, GPIO_ALTERNATE);
    }
    usart->BRR = brr;
    usart->CR1 = USART_CR1_UE | USART_CR1_TE | USART_CR1_RE;
}

static void send(struct usart *usart, uint8_t byte)
{
    while (!(usart->ISR & USART_ISR_TXE))
        ;
    usart->TDR = byte;
}

static void say(struct usart *usart, const char *text)
{
    for (; *text; text++)
        send(usart, (uint8_t)*text);
}

int main(void)
{
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    RCC->APB2ENR |= RCC_APB2ENR_USART1EN;
    RCC->APB1ENR |= RCC_APB1ENR_USART2EN;
    start(USART1, 9, BRR(9600));
    say(USART1, "nine thousand six hundred\r\n");
    start(USART2, 2, BRR(19200));
    say(USART2, "nineteen thousand two hundred\r\n");
    for (;;)
        if (USART2->ISR & USART_ISR_RXNE)
            send(USART2, (uint8_t)USART2->RDR);
}
