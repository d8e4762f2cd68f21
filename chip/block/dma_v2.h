/* SPDX-License-Identifier: MIT
 *
 * DMA controller with eight streams, as in the STM32F2, F4 and F7. RM0090
 * section 10, RM0368 section 9.
 *
 * Documented: a stream takes one of eight request lines, by CHSEL; direct mode
 * has one size, PSIZE, on both sides; EN falls at the end, unless CIRC or DBM;
 * an enabled stream keeps its configuration, and the address registers that it
 * uses; memory-to-memory is for DMA2 only, and not circular; EN=1 with flags of
 * the stream still set is refused; PL, then the lower number is served first.
 *
 * Assumed, where no text was found: an item of PSIZE takes ITEM_CYCLES of HCLK
 * from its grant, whatever it accesses; a stream that is disabled loses its
 * item, and sets TCIF as the end does; HTIF comes with NDTR = half of what was
 * programmed, rounded down; an item of PSIZE is moved at once in pieces or
 * groups of MSIZE: the FIFO is never half full for long, so that FS always
 * reads empty and FEIF is never set; bursts are single items that follow each
 * other; a bus error clears EN and sets TEIF; the CCM data RAM, the private
 * peripheral bus and reserved addresses are bus errors.
 *
 * Not modelled: the bus cycles that an item takes from the core; the peripheral
 * flow controller (PFCTRL is reported); DMEIF.
 */
#ifndef CHIP_BLOCK_DMA_V2_H
#define CHIP_BLOCK_DMA_V2_H

#include "chip/map.h"

enum { DMA_V2_STREAMS = 8, DMA_V2_CHANNELS = 8 };

extern const struct map_kind dma_v2;

struct dma_v2 {
    uint32_t isr[2]; /* LISR, HISR */
    struct dma_v2_stream {
        uint32_t cr, ndtr, par, m0ar, m1ar, fcr;
        uint32_t programmed; /* NDTR as it was written */
        uint32_t peripheral; /* addresses of the next item */
        uint32_t memory;
    } stream[DMA_V2_STREAMS];
    uint32_t active;    /* stream whose item is under way, from 1; 0 = none */
    uint64_t end_cycle; /* when it is done */
};

struct dma_v2_variant {
    /* The request lines (bit = their number in chip.dma) that each stream can
     * select by CHSEL. Each stream has an interrupt, row.irqs[] of its number.
     */
    uint64_t requests[DMA_V2_STREAMS][DMA_V2_CHANNELS];
    bool to_memory; /* it can copy from memory to memory */
};

#endif
