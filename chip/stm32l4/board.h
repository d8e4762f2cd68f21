/* SPDX-License-Identifier: MIT
 *
 * Boards with an STM32L4: MB1136 (Nucleo-64), MB1180 (Nucleo-32) and MB1312
 * (Nucleo-144), as Zephyr's board files and their user manuals have them.
 */
#ifndef CHIP_STM32L4_BOARD_H
#define CHIP_STM32L4_BOARD_H

#include "chip/boards.h"

enum { L4_BOARDS = 3 };
extern const struct board_info l4_boards[L4_BOARDS];

#endif
