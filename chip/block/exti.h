/* SPDX-License-Identifier: MIT
 *
 * Extended interrupt and event controller. RM0367 section 13. The pending bit
 * of a masked line is not set (assumed, as in QEMU's model of the STM32L4).
 * Not modelled: the sources of lines 16-29 (PVD, RTC, comparators, wake-up by
 * peripherals); lines 16, 17 and 19-22 can be triggered through SWIER. A
 * change of EXTICR or of a mask alone makes no edge (assumed).
 */
#ifndef CHIP_BLOCK_EXTI_H
#define CHIP_BLOCK_EXTI_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"
#include "chip/reset.h"

struct exti {
    uint32_t imr, emr, rtsr, ftsr, swier, pr;
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void exti_reset(struct chip *chip, enum reset_kind kind);
enum access exti_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access exti_write(struct chip *chip, uint32_t offset, uint32_t value);
/* Levels of a port changed: edges on the lines that EXTICR gives to it. */
void exti_edges(struct chip *chip, unsigned port, uint16_t before,
                uint16_t now);

#endif
