/* SPDX-License-Identifier: MIT
 *
 * What the versions of the USART have in common: a transmitter and a receiver,
 * bit-timed on the pins. usart_v1.c and usart_v3.c have the registers, usart.c
 * pins, line and clocks, usart_frame.c the frames on the line, usart_tx.c and
 * usart_rx.c the two halves.
 *
 * Assumed, where the manuals are silent: a start bit leaves at the write of the
 * data, not at the next tick of a running baud clock; a start bit is found at
 * the exact edge, and the three samples of a bit lie 1/16 bit (OVER8: 1/8)
 * around its middle; with OVER8 and ONEBIT clear two of three decide; TC stays
 * set during the idle frame that TE=1 sends; several pins that are RX at once
 * are ANDed, with none the receiver sees an idle line; a transmitter whose
 * clock is taken away goes on within 10 us of its return.
 */
#ifndef CHIP_BLOCK_USART_H
#define CHIP_BLOCK_USART_H

#include "chip/block/usart_state.h"

/* For struct map_kind. */
bool usart_drives(const struct chip *chip, const struct map_row *row,
                  const struct map_pin *pin, bool *level);
void usart_pins(struct chip *chip, const struct map_row *row, uint64_t ps);
struct map_line usart_line(const struct chip *chip, const struct map_row *row);
void usart_before_clock(struct chip *chip, const struct map_row *row);
void usart_due(struct chip *chip, const struct map_row *row, unsigned event);

/* Resets the state: nothing is sent or received, no interrupt requested. */
void usart_reset(struct chip *chip, const struct map_row *row);
/* Follows UE, TE and RE after CR1 has changed from `before`. */
void usart_enable(struct chip *chip, const struct map_row *row,
                  uint32_t before);

#endif
