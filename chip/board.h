/* SPDX-License-Identifier: MIT
 *
 * What the board puts on pins that a block looks at past the port.
 */
#ifndef CHIP_BOARD_H
#define CHIP_BOARD_H

#include "chip/state.h"

/* Returns the level that the board gives a pin; a floating pin is low. */
static inline bool board_level(const struct chip *chip, unsigned port,
                               unsigned pin)
{
    const struct board *board = &chip->board;
    if (board->drive_mask[port] >> pin & 1)
        return board->drive_level[port] >> pin & 1;
    return board->pull_up[port] >> pin & 1;
}

#endif
