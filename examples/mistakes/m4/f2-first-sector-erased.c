/* SPDX-License-Identifier: MIT
 *
 * The first sector is erased before the jump, the way past the empty check of
 * an STM32F04x or F070x6 (F1), or past a bank check: from RAM, as the code that
 * erases goes with it.
 */
#include "examples/mistakes/m4/board.h"

enum { CODE_WORDS = 48 };

static __attribute__((section(".noinit"))) volatile uint32_t boot_flag;
void SystemInit(void);

static inline __attribute__((always_inline)) void erase(void)
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

static __attribute__((noinline, aligned(4))) void erase_and_jump(void)
{
    erase();
    JUMP(R32(ROM), R32(ROM + 4));
}

/* volatile: a compiler that knows the alignment takes bit 0 for 0. */
static void run_from_ram(void)
{
    uint32_t code[CODE_WORDS];
    volatile uintptr_t function = (uintptr_t)erase_and_jump;
    const volatile uint32_t *from = (const volatile uint32_t *)(function & ~1u);
    for (unsigned i = 0; i < CODE_WORDS; i++)
        ((volatile uint32_t *)code)[i] = from[i];
    __asm volatile("dsb\n\tisb" ::: "memory");
    ((void (*)(void))((uintptr_t)code | 1))();
}

void SystemInit(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        map_rom();
        run_from_ram();
    }
}

int main(void)
{
    wait_press();
    boot_flag = MAGIC;
    system_reset();
}
