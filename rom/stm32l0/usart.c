/* SPDX-License-Identifier: MIT */
#include "rom/stm32l0/usart.h"

static void reset(struct usart *usart)
{
    if (usart == USART1) {
        RCC->APB2RSTR = RCC_APB2ENR_USART1EN;
        RCC->APB2RSTR = 0;
    } else {
        RCC->APB1RSTR = RCC_APB1ENR_USART2EN;
        RCC->APB1RSTR = 0;
    }
    RCC->CCIPR &= ~(RCC_CCIPR_USART1SEL | RCC_CCIPR_USART2SEL);
}

void usart_open(struct usart *usart, uint32_t bit)
{
    reset(usart);
    usart->BRR = bit;
    usart->CR1 = USART_CR1_M0 | USART_CR1_PCE;
    usart->CR1 |= USART_CR1_UE;
    usart->CR1 |= USART_CR1_RE | USART_CR1_TE;
}
