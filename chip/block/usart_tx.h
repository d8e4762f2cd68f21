/* SPDX-License-Identifier: MIT
 *
 * The transmitter of a USART, see usart.h.
 */
#ifndef CHIP_BLOCK_USART_TX_H
#define CHIP_BLOCK_USART_TX_H

#include "chip/block/usart_state.h"

/* Begins with an idle frame, when TE=1 takes effect. */
void usart_tx_enable(struct chip *chip, const struct map_row *row);
/* Drops what is being sent, at TE=0 or UE=0, or, where the variant says so, has
 * it finished. */
void usart_tx_disable(struct chip *chip, const struct map_row *row);
/* Starts if nothing is being sent, after TDR or SBKRQ was written. */
void usart_tx_kick(struct chip *chip, const struct map_row *row);
/* Returns whether the transmitter has its pin. */
bool usart_tx_drives(const struct usart *usart);
/* Puts the next level on the line when its edge is due. */
void usart_tx_due(struct chip *chip, const struct map_row *row);
/* Prepares for another bit clock from `ps` on: the present bit still ends as it
 * began, those behind it follow the clock of then. */
void usart_tx_before_clock(struct chip *chip, const struct map_row *row,
                           uint64_t ps);

#endif
