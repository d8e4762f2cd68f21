/* SPDX-License-Identifier: MIT
 *
 * The assembler part of the ROM, start.S.
 */
#ifndef ROM_STM32L0_START_H
#define ROM_STM32L0_START_H

#include <stdint.h>

#include "rom/stm32l0/build.h"
#include "rom/stm32l0/choices.h"

/* The choices in the image. A byte is read where the behaviours begin to
 * differ, and nowhere else. */
extern const volatile uint8_t choices[ROM_CHOICES];

#define CHOICE(name) choices[CHOICE_##name]

/* A table in RAM, initialised by the start-up code of a first pass. It has
 * external linkage, so that no compiler reads its initial values instead. */
#define RAM_TABLE __attribute__((section(".ram_table")))

/* What every exception and interrupt leads to that nobody expects. */
_Noreturn void default_handler(void);

/* Starts the bank mapped at 0x08000000 through its words 0 and 1, with junk in
 * all other registers and in the ROM's RAM. */
_Noreturn void give_back(void);

/* Resets the chip. */
_Noreturn void reset_chip(void);

/* Loads MSP with SP, then branches to PC. */
_Noreturn void leave_to(uint32_t sp, uint32_t pc);

/* Calls FUNCTION on an empty stack that ends at ROM_HOST_RAM. */
_Noreturn void on_own_stack(void (*function)(const void *),
                            const void *argument);

#endif
