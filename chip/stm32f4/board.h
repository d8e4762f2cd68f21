/* SPDX-License-Identifier: MIT
 *
 * Boards with an STM32F4: what is wired to the part. MB1136 (Nucleo-64), WeAct
 * Black Pill V2.0 and later, as Zephyr's board files have them.
 */
#ifndef CHIP_STM32F4_BOARD_H
#define CHIP_STM32F4_BOARD_H

#include "chip/map.h"

struct f4_pin {
    uint8_t port, number;
    bool active_low;
};

struct f4_board {
    const char *name;        /* "nucleo-f401re" */
    const char *part;        /* "stm32f401re" */
    uint32_t hse_hz, lse_hz; /* 0 = none */
    bool hse_bypass;         /* a clock signal, not a crystal */
    struct f4_pin led, button;
    bool button_pull_up; /* a resistor on the board */
    uint8_t usart;       /* enum: the serial line that comes with the board */
    bool boot0_button;   /* BOOT0 is a button, else a jumper */
};

enum { F4_BOARDS = 4 };
extern const struct f4_board f4_boards[F4_BOARDS];

/* Returns a board by its name, or NULL. */
const struct f4_board *f4_board_find(const char *name);
/* Puts the part on the board: clocks and resistors, with the buttons released;
 * BOOT1 (PB2) is low on all of them. */
void f4_board_wire(const struct f4_board *board, struct board *wires);

#endif
