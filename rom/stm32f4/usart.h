/* SPDX-License-Identifier: MIT
 *
 * The USARTs: USART1 on PA9/PA10 and, F401 and F411, USART2 on PD5/PD6 or, F405
 * and F407, USART3 on PB10/PB11 and PC10/PC11 (AN2606); 8 bits with even
 * parity. RM0090 section 30.
 */
#ifndef ROM_STM32F4_USART_H
#define ROM_STM32F4_USART_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/stm32f4/stm32f4.h"
#include "rom/stm32f4/build.h"

enum { USART_PORTS = ROM_IS_F405(ROM_ID) ? 3 : 2 };
extern struct usart_port {
    struct usart *usart;
    uint32_t rx; /* bit-band alias of the pin in IDR */
    bool high;   /* level of the pin at the last poll */
    uint8_t tx_pin, rx_pin;
    bool pull_up;
    struct gpio *gpio;
} usart_ports[USART_PORTS];

/* The level of a pin, and that of one that is high. */
static inline uint32_t rx_level(uint32_t rx)
{
    return *(const volatile uint32_t *)rx;
}

#define RX_HIGH(rx) 1u

enum {
    USART_RECEIVED = USART_SR_RXNE,
    USART_EMPTY = USART_SR_TXE,
    USART_DRAINED = USART_SR_TC,
    USART_ERRORS = USART_SR_PE | USART_SR_FE | USART_SR_ORE
};

static inline uint32_t usart_status(struct usart *usart)
{
    return usart->SR;
}

/* SR was read, DR is going to be: that clears them. */
static inline void usart_clear_errors(struct usart *usart)
{
    (void)usart;
}

static inline uint8_t usart_received(struct usart *usart)
{
    return (uint8_t)usart->DR;
}

static inline void usart_send(struct usart *usart, uint8_t byte)
{
    usart->DR = byte;
}

/* Configures the pins, as inputs, and the clocks of the USARTs. */
void usart_start(void);

/* Connects the pins of a port and enables its USART with 8 bits, even parity,
 * one stop bit; BIT = SYSCLK cycles. */
void usart_connect(const struct usart_port *port, uint32_t bit);

#endif
