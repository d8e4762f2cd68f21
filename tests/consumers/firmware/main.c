/* SPDX-License-Identifier: MIT
 *
 * The firmware of every consumer: asks for the ROM when the user button of a
 * Nucleo, PC13, is pressed (low).
 */
#include <stdint.h>

#include "boot0.h"

#define IOPENR      (*(volatile uint32_t *)0x4002102C)
#define GPIOC_MODER (*(volatile uint32_t *)0x50000800)
#define GPIOC_IDR   (*(volatile uint32_t *)0x50000810)

int main(void)
{
    IOPENR |= 1u << 2;
    (void)IOPENR;
    GPIOC_MODER &= ~(3u << 26);
    while (GPIOC_IDR & 1u << 13)
        ;
    boot0_request();
}
