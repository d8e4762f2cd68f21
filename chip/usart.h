/* SPDX-License-Identifier: MIT
 *
 * USART1 and USART2: bit-timed transmitter and receiver on the pins. RM0367
 * section 28. Not modelled: synchronous, smartcard, IrDA, LIN, RS-485, DMA,
 * hardware flow control.
 */
#ifndef CHIP_USART_H
#define CHIP_USART_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"
#include "reset.h"

enum { USART_1, USART_2, USART_COUNT };

struct usart {
    uint32_t cr1, cr2, cr3, brr, gtpr, rtor, isr, rdr, tdr;
    bool tx_level; /* what the transmitter puts on its pin; idle = true */
    bool rx_level; /* what the receiver sees */
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void usart_reset(struct chip *chip, enum reset_kind kind);
enum access usart1_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access usart1_write(struct chip *chip, uint32_t offset, uint32_t value);
enum access usart2_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access usart2_write(struct chip *chip, uint32_t offset, uint32_t value);
void usart_tx_due(struct chip *chip, unsigned index);
void usart_rx_due(struct chip *chip, unsigned index);
/* Is this pin, with this alternate function, the TX of a USART that drives it
 * (UE=1, TE=1)? Then *level is its level. */
bool usart_drives(const struct chip *chip, unsigned port, unsigned pin,
                  unsigned af, bool *level);
/* Levels of a port changed: finds start bits. */
void usart_pins(struct chip *chip, unsigned port);
/* 8E1 or 8N1? The frame a far end must use to be understood: PCE of the
 * receiving USART; 8E1 while it is off (design.md section 4). */
bool usart_expects_parity(const struct chip *chip, unsigned index);

#endif
