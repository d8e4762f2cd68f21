/* SPDX-License-Identifier: MIT
 *
 * Boards with an STM32L07x/L08x. MB1136 (Nucleo-64): LD2 on PA5, B1 on PC13
 * against a pull-up, 8 MHz of the ST-LINK on OSC_IN, the virtual COM port on
 * USART2. The B-L072Z-LRWAN1 is taken for one with another part.
 */
#include "chip/stm32l0/board.h"

#include "chip/stm32l0/state.h"

#define NUCLEO_64(name_, part_)                                                \
    {                                                                          \
        .name = (name_), .part = (part_), .hse_hz = 8000000,                   \
        .hse_bypass = true, .lse_hz = 32768, .has_button = true,               \
        .led_name = "LD2", .led = {GPIO_A, 5, false}, .button_name = "B1",     \
        .button = {GPIO_C, 13, true}, .button_pull_up = true, .usart = USART_2 \
    }

const struct board_info l0_boards[L0_BOARDS] = {
    NUCLEO_64("nucleo-l073rz", "stm32l073rz"),
    NUCLEO_64("b-l072z-lrwan1", "stm32l072cz"),
};
