/* SPDX-License-Identifier: MIT
 *
 * Is a word the initial stack pointer of an application? AN2606 figure 98
 * tests "word 0 inside SRAM" and gives no bounds; both readings are in use:
 * the range is that of ST's dual-bank example code for this part, the mask
 * that of ST's USB examples.
 */
#ifndef ROM_STM32L0_STACK_POINTER_H
#define ROM_STM32L0_STACK_POINTER_H

#include <stdbool.h>
#include <stdint.h>

#include "rom/stm32l0/start.h"

static inline bool is_stack_pointer(uint32_t word)
{
    if (CHOICE(SP) == CHOICE_SP_MASK)
        return (word & 0x2FFE0000) == 0x20000000;
    return word > 0x20000000 && word <= 0x20005004;
}

#endif
