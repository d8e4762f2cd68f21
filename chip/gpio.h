/* SPDX-License-Identifier: MIT
 *
 * General-purpose I/O, ports A-E and H, and the level of every pin.
 * RM0367 section 9. Index 7 is port H; 5 and 6 do not exist.
 */
#ifndef CHIP_GPIO_H
#define CHIP_GPIO_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"
#include "reset.h"

enum { GPIO_PORTS = 8, GPIO_A = 0, GPIO_B, GPIO_C, GPIO_D, GPIO_E, GPIO_H = 7 };

struct gpio {
    struct gpio_port {
        uint32_t moder, otyper, ospeedr, pupdr, odr, afrl, afrh;
        uint32_t lckr;     /* bits locked; bit 16 = LCKK */
        uint8_t lock_step; /* position in the lock sequence */
        uint16_t level;    /* what the pins carry, whoever drives them */
    } port[GPIO_PORTS];
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void gpio_reset(struct chip *chip, enum reset_kind kind);
/* The whole IOPORT region: offset from 0x50000000. */
enum access gpio_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access gpio_write(struct chip *chip, uint32_t offset, uint32_t value);
/* Recomputes the pin levels of a port after any driver changed, and tells
 * EXTI, the USARTs, the serial cables and the host. */
void gpio_update(struct chip *chip, unsigned port);

#endif
