/* SPDX-License-Identifier: MIT
 *
 * Boards with an STM32F4: MB1136 (Nucleo-64), WeAct Black Pill V2.0 and later,
 * as Zephyr's board files have them.
 */
#include "chip/stm32f4/board.h"

#include "chip/stm32f4/state.h"

enum { MHZ = 1000000, LSE_HZ = 32768 };

/* LD2 on PA5, B1 on PC13, 8 MHz of the ST-LINK on OSC_IN, the virtual COM port
 * on USART2. */
#define NUCLEO_64(name_, part_)                                                \
    {                                                                          \
        .name = (name_), .part = (part_), .hse_hz = 8 * MHZ,                   \
        .hse_bypass = true, .lse_hz = LSE_HZ, .has_button = true,              \
        .led_name = "LD2", .led = {GPIO_A, 5, false}, .button_name = "B1",     \
        .button = {GPIO_C, 13, true}, .button_pull_up = true, .usart = USART_2 \
    }
/* A LED on PC13, KEY on PA0, which has no resistor, a crystal of 25 MHz (some
 * newer batches: 8 MHz). A serial adapter goes to USART1; PA10 floats. */
#define BLACK_PILL(name_, part_)                                               \
    {                                                                          \
        .name = (name_), .part = (part_), .hse_hz = 25 * MHZ,                  \
        .lse_hz = LSE_HZ, .has_button = true, .led_name = "C13",               \
        .led = {GPIO_C, 13, true}, .button_name = "KEY",                       \
        .button = {GPIO_A, 0, true}, .usart = USART_1, .boot0_button = true    \
    }

const struct board_info f4_boards[F4_BOARDS] = {
    NUCLEO_64("nucleo-f401re", "stm32f401re"),
    NUCLEO_64("nucleo-f411re", "stm32f411re"),
    BLACK_PILL("blackpill-f401cc", "stm32f401cc"),
    BLACK_PILL("blackpill-f411ce", "stm32f411ce"),
};
