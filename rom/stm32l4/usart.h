/* SPDX-License-Identifier: MIT
 *
 * The USARTs: USART1 on PA9/PA10, USART2 on PA2/PA3, USART3 on PC10/PC11
 * (AN2606); 8 bits with even parity. RM0351 section 40.
 */
#ifndef ROM_STM32L4_USART_H
#define ROM_STM32L4_USART_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/stm32l4/stm32l4.h"
#include "rom/stm32l4/build.h"

enum { USART_PORTS = 3 };
extern struct usart_port {
    struct usart *usart;
    uint32_t rx; /* address of IDR, and the number of the pin in bits 3:0 */
    bool high;   /* level of the pin at the last poll */
    uint8_t tx_pin;
    bool pull_up;
    struct gpio *gpio;
} usart_ports[USART_PORTS];

/* The level of a pin, and that of one that is high. */
static inline uint32_t rx_level(uint32_t rx)
{
    return *(const volatile uint32_t *)(rx & ~15u) >> (rx & 15) & 1;
}

#define RX_HIGH(rx) 1u

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

/* Configures the pins, as inputs. */
void usart_start(void);

/* Connects the pins of a port and enables its USART with 8 bits, even parity,
 * one stop bit; BIT = SYSCLK cycles. */
void usart_connect(const struct usart_port *port, uint32_t bit);

#endif
