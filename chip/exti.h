/* SPDX-License-Identifier: MIT
 *
 * Extended interrupt and event controller. RM0367 section 13.
 */
#ifndef CHIP_EXTI_H
#define CHIP_EXTI_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"
#include "reset.h"

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
