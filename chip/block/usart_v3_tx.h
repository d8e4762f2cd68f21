/* SPDX-License-Identifier: MIT
 *
 * The transmitter of a USART, see usart_v3.h.
 */
#ifndef CHIP_BLOCK_USART_V3_TX_H
#define CHIP_BLOCK_USART_V3_TX_H

#include "chip/map.h"

/* Begins with an idle frame, when TE=1 takes effect. */
void usart_v3_tx_enable(struct chip *chip, const struct map_row *row);
/* Drops what is being sent, at TE=0 or UE=0. */
void usart_v3_tx_disable(struct chip *chip, const struct map_row *row);
/* Starts if nothing is being sent, after TDR or SBKRQ was written. */
void usart_v3_tx_kick(struct chip *chip, const struct map_row *row);
/* Puts the next level on the line when its edge is due. */
void usart_v3_tx_due(struct chip *chip, const struct map_row *row);
/* Prepares for another bit clock from `ps` on: the present bit still ends as it
 * began, those behind it follow the clock of then. */
void usart_v3_tx_before_clock(struct chip *chip, const struct map_row *row,
                              uint64_t ps);

#endif
