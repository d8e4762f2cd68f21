/* SPDX-License-Identifier: MIT
 *
 * Registers that firmware waits for, and their bits, by ST's names (RM0367).
 */
#ifndef BENCH_REGISTER_NAME_H
#define BENCH_REGISTER_NAME_H

#include <stdint.h>

#include "chip/chip.h"

/* A register that firmware waits for. The blocks are those of the map without
 * their number: USART2, USART. */
struct register_entry {
    const char *block; /* NULL ends a table */
    uint8_t offset;
    const char *name;
    struct {
        uint8_t bit;
        const char *name;
    } bits[8];
};

enum { REGISTER_NAME = 48 }; /* bytes that hold any name */

/* Formats the register at ADDRESS and the lowest bit of MASK: "RCC_CR.HSERDY",
 * "RCC_CR bit 3", "TIM2+0x10 bit 0"; MASK = 0: the register alone. */
void register_name(const struct chip *chip, uint32_t address, uint32_t mask,
                   char text[REGISTER_NAME]);

#endif
