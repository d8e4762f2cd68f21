/* SPDX-License-Identifier: MIT
 *
 * The answer for the STM32F4: a word in RAM, a reset, then SP and PC loaded
 * from the ROM's first two words in one asm block, from the first line of main.
 * It maps nothing to 0. No ROM of the F401, F411, F405 and F407 looks for an
 * application first, so that it enters.
 */
#include <stdbool.h>

#include "firmware/stm32f4/stm32f4.h"

/* Below the end of the F401xC's RAM, above that of the ROM. */
#define REQUEST       (*(volatile uint32_t *)0x2000FFF0)
#define REQUEST_MAGIC 0xDEADBEEF

enum { B1 = 13 };

static bool request_take(void)
{
    if (REQUEST != REQUEST_MAGIC)
        return false;
    REQUEST = 0;
    return true;
}

static void __attribute__((noreturn)) start_rom(void)
{
    __asm volatile("ldr r0, =0x1FFF0000\n\t"
                   "ldr sp, [r0, #0]\n\t"
                   "ldr r0, [r0, #4]\n\t"
                   "bx r0\n\t"
                   ".ltorg" ::
                       : "r0", "memory");
    __builtin_unreachable();
}

/* Waits for B1, then stores the request and resets. */
int main(void)
{
    if (request_take())
        start_rom();
    RCC->AHB1ENR |= RCC_AHB1ENR_GPIOCEN;
    (void)RCC->AHB1ENR;
    gpio_mode(GPIOC, B1, GPIO_INPUT);
    while (!(GPIOC->IDR & 1 << B1)) /* B1 is still held */
        ;
    while (GPIOC->IDR & 1 << B1)
        ;
    REQUEST = REQUEST_MAGIC;
    system_reset();
}
