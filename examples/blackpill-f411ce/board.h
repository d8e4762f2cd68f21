/* SPDX-License-Identifier: MIT
 *
 * The Black Pill, WeAct V2.0 and later with an STM32F401CC or F411CE, for the
 * demo application: LED = PC13, low is lit; KEY = PA0 to ground; the serial
 * line is USART1 on PA9/PA10, where the ROM listens, too.
 */
#ifndef EXAMPLES_BLACKPILL_F411CE_BOARD_H
#define EXAMPLES_BLACKPILL_F411CE_BOARD_H

#define BOARD_LED_PORT          GPIOC
#define BOARD_BUTTON            "KEY"
#define BOARD_BUTTON_PORT       GPIOA
#define BOARD_BUTTON_IRQ        EXTI0_IRQ
#define BOARD_BUTTON_IRQHandler EXTI0_IRQHandler
#define BOARD_SERIAL            USART1
#define BOARD_SERIAL_IRQ        USART1_IRQ
#define BOARD_SERIAL_IRQHandler USART1_IRQHandler

enum {
    BOARD_LED_PIN = 13,
    BOARD_BUTTON_PIN = 0,
    BOARD_BUTTON_EXTI = 0, /* port A */
    BOARD_SERIAL_TX = 9,
    BOARD_SERIAL_RX = 10
};

#include "examples/demo/board_stm32f4.h"

#endif
