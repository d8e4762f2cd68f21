/* SPDX-License-Identifier: MIT */
#include "chip/stm32f4/board.h"

#include <string.h>

enum { MHZ = 1000000, LSE_HZ = 32768 };

/* LD2 on PA5, B1 on PC13, 8 MHz of the ST-LINK on OSC_IN, the virtual COM port
 * on USART2. */
#define NUCLEO_64(name_, part_)                                                \
    {                                                                          \
        .name = (name_), .part = (part_), .hse_hz = 8 * MHZ,                   \
        .hse_bypass = true, .lse_hz = LSE_HZ, .led = {GPIO_A, 5, false},       \
        .button = {GPIO_C, 13, true}, .button_pull_up = true, .usart = USART_2 \
    }
/* A LED on PC13, KEY on PA0, which has no resistor, a crystal of 25 MHz (some
 * newer batches: 8 MHz). A serial adapter goes to USART1; PA10 floats. */
#define BLACK_PILL(name_, part_)                                               \
    {                                                                          \
        .name = (name_), .part = (part_), .hse_hz = 25 * MHZ,                  \
        .lse_hz = LSE_HZ, .led = {GPIO_C, 13, true},                           \
        .button = {GPIO_A, 0, true}, .usart = USART_1, .boot0_button = true    \
    }

const struct f4_board f4_boards[F4_BOARDS] = {
    NUCLEO_64("nucleo-f401re", "stm32f401re"),
    NUCLEO_64("nucleo-f411re", "stm32f411re"),
    BLACK_PILL("blackpill-f401cc", "stm32f401cc"),
    BLACK_PILL("blackpill-f411ce", "stm32f411ce"),
};

const struct f4_board *f4_board_find(const char *name)
{
    for (unsigned i = 0; i < F4_BOARDS; i++)
        if (strcmp(f4_boards[i].name, name) == 0)
            return &f4_boards[i];
    return NULL;
}

void f4_board_wire(const struct f4_board *board, struct board *wires)
{
    wires->hse_hz = board->hse_hz;
    wires->hse_bypass = board->hse_bypass;
    wires->lse_hz = board->lse_hz;
    memset(wires->pull_up, 0, sizeof wires->pull_up);
    if (board->button_pull_up)
        wires->pull_up[board->button.port] |=
            (uint16_t)(1u << board->button.number);
}
