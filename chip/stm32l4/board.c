/* SPDX-License-Identifier: MIT */
#include "chip/stm32l4/board.h"

enum { MHZ = 1000000, LSE_HZ = 32768 };

/* The ST-LINK gives 8 MHz to OSC_IN of the larger boards. On the Nucleo-32 its
 * virtual COM port is on PA2 and PA15; there is neither a button nor a crystal
 * for HSE. On the Nucleo-144 it is LPUART1 on PG7 and PG8; B1 pulls PC13 up
 * (assumed, from memory of the manual). */
const struct board_info l4_boards[L4_BOARDS] = {
    {
        .name = "nucleo-l476rg",
        .part = "stm32l476rg",
        .hse_hz = 8 * MHZ,
        .hse_bypass = true,
        .lse_hz = LSE_HZ,
        .has_button = true,
        .led_name = "LD2",
        .led = {GPIO_A, 5, false},
        .button_name = "B1",
        .button = {GPIO_C, 13, true},
        .button_pull_up = true,
        .usart = USART_2,
    },
    {
        .name = "nucleo-l432kc",
        .part = "stm32l432kc",
        .lse_hz = LSE_HZ,
        .led_name = "LD3",
        .led = {GPIO_B, 3, false},
        .usart = USART_2,
    },
    {
        .name = "nucleo-l496zg",
        .part = "stm32l496zg",
        .hse_hz = 8 * MHZ,
        .hse_bypass = true,
        .lse_hz = LSE_HZ,
        .has_button = true,
        .led_name = "LD1",
        .led = {GPIO_C, 7, false},
        .button_name = "B1",
        .button = {GPIO_C, 13, false},
        .usart = USART_2,
    },
};
