/* SPDX-License-Identifier: MIT
 *
 * DMA controller with seven channels and request selection. RM0367 section 11;
 * ST's notes on the bits are the same wherever this controller is used (RM0440
 * has them in full).
 *
 * Documented: an item is one read and one write, each of its own size; a wider
 * destination is filled with zeros, a narrower one takes the low bits; an
 * address is aligned to its size; priority is PL, then the lower channel
 * number; CNDTR, PL, sizes, increments, DIR and MEM2MEM are read-only while
 * EN=1; a bus error clears EN, and EN cannot be set until TEIF is cleared.
 *
 * Assumed, where no text was found: an item takes ITEM_CYCLES of HCLK from its
 * grant, whatever it accesses; a channel that is disabled meanwhile loses its
 * item; HTIF comes with CNDTR = half of what was programmed, rounded down;
 * CPAR and CMAR written with EN=1 count from the next enable or reload on; an
 * error leaves CNDTR; GIF is the OR of the three flags; size 11 is a word; a
 * store to the NVM does what the core's does, and an access to a busy bank
 * keeps the whole DMA waiting, not the core; the ports, the private peripheral
 * bus and reserved addresses are transfer errors.
 *
 * Not modelled: the bus cycles that an item takes from the core, and those of
 * wait states and APB dividers. A request that two channels listen to, which
 * RM0367 forbids, serves both.
 */
#ifndef CHIP_BLOCK_DMA_V1_H
#define CHIP_BLOCK_DMA_V1_H

#include "chip/map.h"

enum { DMA_V1_CHANNELS = 7, DMA_V1_SELECTIONS = 16 };

extern const struct map_kind dma_v1;

struct dma_v1 {
    uint32_t isr; /* without GIF */
    uint32_t cselr;
    struct dma_v1_channel {
        uint32_t ccr, cndtr, cpar, cmar;
        uint32_t programmed; /* CNDTR as it was written */
        uint32_t peripheral; /* addresses of the next item */
        uint32_t memory;
    } channel[DMA_V1_CHANNELS];
    uint32_t active;    /* channel whose item is under way, from 1; 0 = none */
    uint64_t end_cycle; /* when it is done */
};

struct dma_v1_variant {
    /* The request lines (bit = their number in chip.dma) that each channel can
     * select by its field of CSELR. */
    uint64_t requests[DMA_V1_CHANNELS][DMA_V1_SELECTIONS];
};

#endif
