/* SPDX-License-Identifier: MIT
 *
 * Boards: what is wired to a part. The board.c of a family has its own; the
 * first one of a family is what its parts are on unless something else is
 * said.
 */
#ifndef CHIP_BOARDS_H
#define CHIP_BOARDS_H

#include "chip/state.h"

struct board_pin {
    uint8_t port, number;
    bool active_low;
};

struct board_info {
    const char *name;                   /* "nucleo-f401re" */
    const char *part;                   /* "stm32f401re" */
    uint32_t hse_hz, lse_hz;            /* 0 = none */
    bool hse_bypass;                    /* a clock signal, not a crystal */
    bool has_button;                    /* beside NRST */
    const char *led_name, *button_name; /* as printed on the board */
    struct board_pin led, button;
    bool button_pull_up; /* a resistor on the board */
    uint8_t usart;       /* USART_1 ...: the serial line that comes with it */
    bool boot0_button;   /* BOOT0 is a button, else a jumper */
};

/* Return a board by its name (case is ignored), by number over all families,
 * or NULL. */
const struct board_info *boards_find(const char *name);
const struct board_info *boards_nth(unsigned index);

/* Returns the board that a part is sold on, or the first of its family. */
const struct board_info *boards_of(const struct part *part);

/* Returns whether an LED is on, or a button pressed. */
bool boards_pin_on(const struct chip *chip, const struct board_pin *pin);

/* Puts the part on the board: clocks and resistors, with the buttons released;
 * BOOT0 and BOOT1 are low on all of them. */
void boards_wire(const struct board_info *info, struct board *wires);

#endif
