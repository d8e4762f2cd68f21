/* SPDX-License-Identifier: MIT
 *
 * A CubeIDE user's main: newlib's malloc, and the button of a Nucleo, PC13,
 * asks for the ROM.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot0.h"

#define RCC_IOPENR  (*(volatile uint32_t *)0x4002102C)
#define GPIOC_MODER (*(volatile uint32_t *)0x50000800)
#define GPIOC_IDR   (*(volatile uint32_t *)0x50000810)

int main(void)
{
    char *copy = malloc(64);
    if (!copy)
        abort();
    memset(copy, 0x55, 64);
    RCC_IOPENR |= 1u << 2;
    (void)RCC_IOPENR;
    GPIOC_MODER &= ~(3u << 26);
    while (GPIOC_IDR & 1u << 13)
        ;
    boot0_request();
}
