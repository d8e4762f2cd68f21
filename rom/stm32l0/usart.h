/* SPDX-License-Identifier: MIT
 *
 * The USARTs: USART1 on PA9/PA10 and USART2 on PA2/PA3 (AN2606), 8 bits with
 * even parity. RM0367 section 29.
 */
#ifndef ROM_STM32L0_USART_H
#define ROM_STM32L0_USART_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/stm32l0/stm32l073.h"

enum { USART_PORTS = 2 };
extern struct usart_port {
    struct usart *usart;
    uint32_t rx; /* mask in GPIOA_IDR */
    bool high;   /* level of the pin at the last poll */
} usart_ports[USART_PORTS];

/* The level of a pin, and that of one that is high. Macros here and below: an
 * inline function makes GCC choose other instructions, and the images of a
 * version do not change without a reason. */
#define rx_level(rx) (GPIOA->IDR & (rx))
#define RX_HIGH(rx)  (rx)

enum {
    USART_RECEIVED = USART_ISR_RXNE,
    USART_EMPTY = USART_ISR_TXE,
    USART_DRAINED = USART_ISR_TC,
    USART_ERRORS = USART_ISR_PE | USART_ISR_FE | USART_ISR_ORE
};

static inline uint32_t usart_status(struct usart *usart)
{
    return usart->ISR;
}

static inline void usart_clear_errors(struct usart *usart)
{
    usart->ICR = USART_ERRORS | USART_ISR_NF;
}

static inline uint8_t usart_received(struct usart *usart)
{
    return (uint8_t)usart->RDR;
}

static inline void usart_send(struct usart *usart, uint8_t byte)
{
    usart->TDR = byte;
}

/* Configures the pins and clocks of both USARTs. */
void usart_start(void);

/* Enables the USART with 8 bits, even parity, one stop bit; BIT = SYSCLK
 * cycles. */
void usart_open(struct usart *usart, uint32_t bit);

/* Enables the USART of a port; its pins are connected already. */
#define usart_connect(port, bit) usart_open((port)->usart, bit)

#endif
