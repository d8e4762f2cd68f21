/* SPDX-License-Identifier: MIT
 *
 * Boards with an STM32L07x/L08x.
 */
#ifndef CHIP_STM32L0_BOARD_H
#define CHIP_STM32L0_BOARD_H

#include "chip/boards.h"

enum { L0_BOARDS = 2 };
extern const struct board_info l0_boards[L0_BOARDS];

#endif
