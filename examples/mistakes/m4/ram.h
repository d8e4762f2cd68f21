/* SPDX-License-Identifier: MIT
 *
 * Code that runs from RAM, as code that erases the flash under itself must. It
 * may call nothing: it is copied.
 */
#ifndef EXAMPLES_MISTAKES_M4_RAM_H
#define EXAMPLES_MISTAKES_M4_RAM_H

#include "examples/mistakes/m4/board.h"

#define RAM_FUNCTION static __attribute__((noinline, aligned(4)))
#define IN_RAM       static inline __attribute__((always_inline))

/* On an STM32L4 in SRAM2, where flash drivers like to run, else on the stack.
 * volatile: a compiler that knows the alignment takes bit 0 for 0. */
static inline void run_from_ram(void (*code)(void))
{
    enum { WORDS = 64 };
#ifdef STM32L4
    uint32_t *copy = (uint32_t *)0x10000400;
#else
    uint32_t copy[WORDS];
#endif
    volatile uintptr_t function = (uintptr_t)code;
    const volatile uint32_t *from = (const volatile uint32_t *)(function & ~1u);
    for (unsigned i = 0; i < WORDS; i++)
        ((volatile uint32_t *)copy)[i] = from[i];
    __asm volatile("dsb\n\tisb" ::: "memory");
    ((void (*)(void))((uintptr_t)copy | 1))();
}

IN_RAM void erase_first_sector(void)
{
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
#ifdef STM32L4
    FLASH->CR = FLASH_CR_PER;
#else
    FLASH->CR = FLASH_CR_SER | 2 << FLASH_CR_PSIZE_POS; /* x32: 250 ms */
#endif
    FLASH->CR |= FLASH_CR_STRT;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
}

IN_RAM void reset_from_ram(void)
{
    SCB_AIRCR = SCB_AIRCR_SYSRESETREQ;
    for (;;)
        ;
}

#endif
