/* SPDX-License-Identifier: MIT
 *
 * The Nucleo-L476RG for the demo application. UM1724 (MB1136): LD2 = PA5, B1 =
 * PC13 to ground, ST-LINK's port = PA2/PA3 = USART2, where the ROM listens,
 * too. The ROM checks banks: the image has an invalid head.
 */
#ifndef EXAMPLES_NUCLEO_L476RG_BOARD_H
#define EXAMPLES_NUCLEO_L476RG_BOARD_H

#define BOARD_LED_PORT          GPIOA
#define BOARD_BUTTON            "B1"
#define BOARD_BUTTON_PORT       GPIOC
#define BOARD_BUTTON_IRQ        EXTI15_10_IRQ
#define BOARD_BUTTON_IRQHandler EXTI15_10_IRQHandler
#define BOARD_SERIAL            USART2
#define BOARD_SERIAL_IRQ        USART2_IRQ
#define BOARD_SERIAL_IRQHandler USART2_IRQHandler
#define BOARD_SERIAL_RX_AF      GPIO_AF7

enum {
    BOARD_LED_PIN = 5,
    BOARD_BUTTON_PIN = 13,
    BOARD_BUTTON_EXTI = 2, /* port C */
    BOARD_SERIAL_TX = 2,
    BOARD_SERIAL_RX = 3
};

#include "examples/demo/board_stm32l4.h"

#endif
