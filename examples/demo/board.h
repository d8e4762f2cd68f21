/* SPDX-License-Identifier: MIT
 *
 * What the demo application needs of a board, by the board's own header, which
 * -DDEMO_BOARD names: clock_start(), usart_start(), receive_start(),
 * button_start(), led_start(), led_toggle(), device_start() (USB), serial_...,
 * and the macros BOARD_....
 */
#ifndef EXAMPLES_DEMO_BOARD_H
#define EXAMPLES_DEMO_BOARD_H

#ifndef DEMO_BOARD
#define DEMO_BOARD "examples/nucleo-l073rz/board.h"
#endif
#include DEMO_BOARD

#endif
