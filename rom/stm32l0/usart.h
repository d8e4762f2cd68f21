/* SPDX-License-Identifier: MIT
 *
 * A USART line: baud rate measured on the RX pin, bytes with even parity.
 * AN3155 section 2; RM0367 section 29.
 */
#ifndef ROM_STM32L0_USART_H
#define ROM_STM32L0_USART_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/stm32l0/stm32l073.h"

struct usart_port {
    struct usart *usart;
    uint32_t rx; /* mask in GPIOA_IDR */
    bool high;   /* level of the pin at the last poll */
};

struct line {
    struct usart *usart;
    uint8_t sum; /* XOR of the bytes of the block being received */
    bool bad;    /* a byte of it had an error or was lost */
};

/* Measures a frame 0x7F that has just begun on the pin, up to its stop bit.
 * Returns the SYSCLK cycles of one bit; 0 = it is no such frame. */
uint32_t usart_measure(uint32_t rx);

/* Enables the USART with 8 bits, even parity, one stop bit; BIT = SYSCLK
 * cycles. */
void usart_open(struct usart *usart, uint32_t bit);

/* Receive a block of bytes with its checksum. SUM is 0, or 0xFF when the block
 * is one byte followed by its complement. */
void line_begin(struct line *line, uint8_t sum);
uint8_t line_get(struct line *line);
/* Receives the checksum; false: the block is malformed. */
bool line_end(struct line *line);

void line_put(struct line *line, uint8_t byte);
/* Waits until the last byte has left. */
void line_drain(struct line *line);

#endif
