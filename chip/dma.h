/* SPDX-License-Identifier: MIT
 *
 * Request lines to the DMA (RM0367 11.3.2). The map of the family numbers
 * them; row.dma is the first line of a block, which numbers its own from 0 on:
 * of a receiver and transmitter RX is 0 and TX is 1, of a timer the lines are
 * in the order of DIER's bits from UDE on. A line is a level. The DMA reads or
 * writes the register that ends the request, as the core would.
 */
#ifndef CHIP_DMA_H
#define CHIP_DMA_H

#include "chip/map.h"

enum { DMA_RX, DMA_TX };

/* Sets the level of line `n` of a block, as often as the block likes: what does
 * not change, or what no channel listens to, costs nothing. A block that has
 * no line has no effect. */
void dma_request(struct chip *chip, const struct map_row *row, unsigned n,
                 bool level);
/* Raises line `n` until a channel has served it, for an event that no register
 * access acknowledges (a timer's). dma_request() with false takes it back. */
void dma_pulse(struct chip *chip, const struct map_row *row, unsigned n);
/* Of the DMA: those of these lines that fall as soon as they are served do so.
 */
void dma_served(struct chip *chip, uint64_t lines);
/* Returns whether a channel that is enabled listens to line `n`. */
bool dma_listens(const struct chip *chip, const struct map_row *row,
                 unsigned n);

#endif
