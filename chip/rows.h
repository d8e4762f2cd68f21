/* SPDX-License-Identifier: MIT
 *
 * What the chip looks up in its family's map again and again, found once.
 */
#ifndef CHIP_ROWS_H
#define CHIP_ROWS_H

#include "chip/state.h"

/* Fills in chip.rows, which is all zero but for due[]. */
void rows_find(struct chip *chip);

/* Returns the index in uses[] of the first use of a pin. */
static inline unsigned rows_first_use(const struct rows *rows, unsigned port,
                                      unsigned pin)
{
    if (pin)
        return rows->uses_end[port][pin - 1];
    return port ? rows->uses_end[port - 1][GPIO_PINS - 1] : 0;
}

#endif
