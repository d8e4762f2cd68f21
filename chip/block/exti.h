/* SPDX-License-Identifier: MIT
 *
 * Extended interrupt and event controller. RM0367 section 13. The pending bit
 * of a masked line is not set (assumed, as in QEMU's model of the STM32L4). A
 * change of EXTICR or of a mask alone makes no edge (assumed).
 * Not modelled: IMR of a direct line masks nothing, because the interrupt of
 * the block wakes the core from Stop by itself.
 */
#ifndef CHIP_BLOCK_EXTI_H
#define CHIP_BLOCK_EXTI_H

#include "chip/map.h"

enum { EXTI_GROUPS = 24 };

extern const struct map_kind exti;

struct exti {
    uint32_t imr, emr, rtsr, ftsr, swier, pr;
    uint32_t levels; /* of the internal lines, as the blocks give them */
};

/* The lines of a family. */
struct exti_variant {
    uint32_t lines;        /* those that exist */
    uint32_t configurable; /* those with edges */
    uint32_t imr;          /* after reset: direct lines are unmasked */
    unsigned group_count;
    uint32_t groups[EXTI_GROUPS]; /* lines that share an interrupt, which is
                                   * row.irqs[] of the same index */
    /* Lines 32 to 63, whose groups come behind those; NULL = none. Their
     * registers are at offset 0x20, their state is the next struct exti. */
    const struct exti_variant *high;
};

/* Makes edges of the changed levels of a port, on the lines that SYSCFG
 * connects to it. */
void exti_edges(struct chip *chip, unsigned port, uint16_t before,
                uint16_t now);
/* Sets the level of an internal line (from 16 on), whose edges pend, interrupt
 * and wake as the registers say. A direct line (of the L0 18, 23-29) has no
 * pending bit: it makes an event, and the block requests its interrupt itself.
 */
void exti_line(struct chip *chip, unsigned line, bool level);
/* Returns true while an edge of the pin would be noticed. */
bool exti_listens(const struct chip *chip, unsigned port, unsigned pin);

#endif
