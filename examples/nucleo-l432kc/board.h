/* SPDX-License-Identifier: MIT
 *
 * The Nucleo-L432KC for the demo application. UM1956 (MB1180): LD3 = PB3, no
 * button for firmware, ST-LINK's port = PA2/PA15 = USART2. The ROM hears PA3,
 * not PA15: it has USART1 on PA9/PA10 (D1, D0), USART2 on PA2/PA3 (A7, A2).
 */
#ifndef EXAMPLES_NUCLEO_L432KC_BOARD_H
#define EXAMPLES_NUCLEO_L432KC_BOARD_H

#define BOARD_LED_PORT          GPIOB
#define BOARD_SERIAL            USART2
#define BOARD_SERIAL_IRQ        USART2_IRQ
#define BOARD_SERIAL_IRQHandler USART2_IRQHandler
#define BOARD_SERIAL_RX_AF      GPIO_AF3

enum { BOARD_LED_PIN = 3, BOARD_SERIAL_TX = 2, BOARD_SERIAL_RX = 15 };

#include "examples/demo/board_stm32l4.h"

#endif
