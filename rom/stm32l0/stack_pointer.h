/* SPDX-License-Identifier: MIT
 *
 * Decides whether a word is the initial stack pointer of an application. AN2606
 * figure 98 tests "word 0 inside SRAM" and gives no bounds; docs/rom.md has the
 * sources of the three readings. Used by the ROM and by host C.
 */
#ifndef ROM_STM32L0_STACK_POINTER_H
#define ROM_STM32L0_STACK_POINTER_H

#include <stdbool.h>
#include <stdint.h>

#include "rom/stm32l0/choices.h"

/* True: WORD is one. READING is a CHOICE_SP_ value. */
static inline bool is_stack_pointer(uint32_t word, uint32_t reading)
{
    if (reading == CHOICE_SP_MASK)
        return (word & 0x2FFE0000) == 0x20000000;
    if (reading == CHOICE_SP_BELOW)
        return word >= 0x20000000 && word < 0x20005000;
    return word > 0x20000000 && word <= 0x20005004;
}

#endif
