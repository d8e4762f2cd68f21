/* SPDX-License-Identifier: MIT
 *
 * A port of general-purpose I/O, and the level of its pins. RM0367 section 9.
 *
 * The first of these that applies decides the level of a pin: the board
 * (drive_mask), also against the chip's own output (assumed: a contact or a
 * cable is stronger than the output stage); the output stage or the block that
 * the alternate function connects; a resistor on the board, of BOOT0 also; the
 * internal pull-up or pull-down; nothing: 0 (assumed: a floating pin has no
 * level on silicon).
 *
 * Not modelled: OSPEEDR (kept, without effect), analog levels, alternate
 * functions of blocks that have no pins in the map (the pin floats to its
 * pull), pins taken over by oscillators, RTC, USB or SWD.
 */
#ifndef CHIP_BLOCK_GPIO_V2_H
#define CHIP_BLOCK_GPIO_V2_H

#include "chip/map.h"

extern const struct map_kind gpio_v2;

struct gpio_v2 {
    uint32_t moder, otyper, ospeedr, pupdr, odr, afrl, afrh, ascr;
    uint32_t lckr;     /* bits locked; bit 16 = LCKK */
    uint8_t lock_step; /* position in the lock sequence */
    uint16_t level;    /* of the pins, whatever drives them */
    uint16_t follows;  /* pins whose level is that of ODR, and nothing else */
    uint16_t input;    /* what IDR and EXTI see: analog pins read 0 */
    uint16_t sample;   /* what IDR holds while the port's clock is off */
};

/* What differs between ports: registers after reset; whether there are BRR and
 * ASCR, the switches to the ADC (kept, without effect); the pin that is BOOT0,
 * too, where map.boot0_is_pin() says so: the board pulls it. */
struct gpio_v2_variant {
    uint32_t moder, ospeedr, pupdr;
    bool brr, ascr;
    uint16_t boot0; /* mask; 0 = none */
};

/* Recomputes the pin levels of a port after a driver changed at `ps`, which
 * may lie a few cycles back, since events fire between instructions only.
 * Reports changes to EXTI, to the blocks on the pins, and to the host. */
void gpio_v2_update(struct chip *chip, unsigned port, uint64_t ps);
/* The same, where nothing has changed since the last time but what drives
 * `pins`, high or low. */
void gpio_v2_update_pins(struct chip *chip, unsigned port, uint16_t pins,
                         uint64_t ps);
/* Returns the levels of the pins of a port. */
uint16_t gpio_v2_levels(const struct chip *chip, unsigned port);
/* Returns the pins of a port that the chip drives, high or low. */
uint16_t gpio_v2_driven(const struct chip *chip, unsigned port);
/* Returns 1 + the cycle in which IDR of a port was read last; 0 = never. Two
 * equal values mean that it was not read in between. */
uint64_t gpio_v2_read_last(const struct chip *chip, unsigned port);
/* Returns whether the pin is an input with a pull-up of the chip. */
bool gpio_v2_pulls_up(const struct chip *chip, const struct map_pin *pin);
/* Returns true while the pin selects this block's alternate function. */
bool gpio_v2_selects(const struct chip *chip, const struct map_pin *pin);
/* Returns what a signal of a block sees: the pins that select it, ANDed;
 * `without` if there is none. */
bool gpio_v2_signal(const struct chip *chip, const struct map_row *row,
                    enum signal signal, bool without);
/* Recomputes the pins that select a signal of a block, after nothing but its
 * level has changed, at `ps`. */
void gpio_v2_update_signal(struct chip *chip, const struct map_row *row,
                           enum signal signal, uint64_t ps);
/* Recomputes the ports of the pins that select a block, at `ps`. */
void gpio_v2_update_row(struct chip *chip, const struct map_row *row,
                        uint64_t ps);

#endif
