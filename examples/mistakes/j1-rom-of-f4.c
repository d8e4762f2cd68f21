/* SPDX-License-Identifier: MIT
 *
 * The answer for an STM32F4, whose ROM is at 0x1FFF0000. On an STM32L073 there
 * is nothing.
 */
#include "examples/mistakes/hal.h"

#define SYSTEM_MEMORY 0x1FFF0000

int main(void)
{
    SystemClock_HSI16();
    wait_press();
    LL_RCC_DeInit();
    JUMP(R32(SYSTEM_MEMORY), R32(SYSTEM_MEMORY + 4));
    for (;;)
        ;
}
