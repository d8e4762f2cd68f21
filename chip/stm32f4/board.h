/* SPDX-License-Identifier: MIT
 *
 * Boards with an STM32F4.
 */
#ifndef CHIP_STM32F4_BOARD_H
#define CHIP_STM32F4_BOARD_H

#include "chip/boards.h"

enum { F4_BOARDS = 4 };
extern const struct board_info f4_boards[F4_BOARDS];

#endif
