/* SPDX-License-Identifier: MIT
 *
 * General-purpose I/O, ports A-E and H, and the level of every pin.
 * RM0367 section 9. Index 7 is port H; 5 and 6 do not exist.
 *
 * Who decides the level of a pin, first match: the board (drive_mask), also
 * against the chip's own output (assumed: a contact or a cable is stronger than
 * the output stage); the output stage or the USART that the alternate function
 * connects; a pull-up resistor on the board; the internal pull-up or pull-down;
 * nothing: 0 (assumed: a floating pin has no level on silicon).
 *
 * Not modelled: OSPEEDR (kept, without effect), analog levels, alternate
 * functions other than those of USART1 and USART2 (the pin floats to its
 * pull), pins taken over by oscillators, RTC, USB or SWD.
 */
#ifndef CHIP_BLOCK_GPIO_V2_H
#define CHIP_BLOCK_GPIO_V2_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"
#include "chip/reset.h"

enum { GPIO_PORTS = 8, GPIO_A = 0, GPIO_B, GPIO_C, GPIO_D, GPIO_E, GPIO_H = 7 };

struct gpio {
    struct gpio_port {
        uint32_t moder, otyper, ospeedr, pupdr, odr, afrl, afrh;
        uint32_t lckr;     /* bits locked; bit 16 = LCKK */
        uint8_t lock_step; /* position in the lock sequence */
        uint16_t level;    /* what the pins carry, whoever drives them */
        uint16_t input;    /* what IDR and EXTI see: analog pins read 0 */
    } port[GPIO_PORTS];
    uint64_t edge_ps; /* when the change in hand happened; 0 = now */
};

/* RESET_NONE: only the ports whose bit is set in rcc.ioprstr. */
void gpio_reset(struct chip *chip, enum reset_kind kind);
/* The whole IOPORT region: offset from 0x50000000. */
enum access gpio_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access gpio_write(struct chip *chip, uint32_t offset, uint32_t value);
/* Recomputes the pin levels of a port after any driver changed, and tells
 * EXTI, the USARTs, the serial cables and the host. */
void gpio_update(struct chip *chip, unsigned port);
/* The same for a change at a time that may lie a few cycles back, since events
 * fire between instructions only: the edge is timed exactly. */
void gpio_update_at(struct chip *chip, unsigned port, uint64_t ps);
/* When the change that is being told happened, in ps. */
uint64_t gpio_edge_ps(const struct chip *chip);
/* The alternate function of a pin, or -1: it is in another mode. */
int gpio_alternate(const struct chip *chip, unsigned port, unsigned pin);

#endif
