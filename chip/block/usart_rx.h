/* SPDX-License-Identifier: MIT
 *
 * The receiver of a USART, see usart.h.
 */
#ifndef CHIP_BLOCK_USART_RX_H
#define CHIP_BLOCK_USART_RX_H

#include "chip/map.h"

/* Drops the frame that is being received. */
void usart_rx_disable(struct chip *chip, const struct map_row *row);
/* Follows a change of the line to `level` at `ps`. */
void usart_rx_edge(struct chip *chip, const struct map_row *row, bool level,
                   uint64_t ps);
/* Takes the samples, or ends the silence, that is due. */
void usart_rx_due(struct chip *chip, const struct map_row *row);
/* Prepares for another kernel clock: the present bit is still sampled at the
 * time of the old one. */
void usart_rx_before_clock(struct chip *chip, const struct map_row *row);

#endif
