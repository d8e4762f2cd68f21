/* SPDX-License-Identifier: MIT
 *
 * The application takes it for granted that flash is at 0. On a part with
 * BFB2=1 the ROM starts it and leaves its own vectors there: the first tick
 * goes to the ROM.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    HAL_InitTick(16000000);
    LED_Init();
    for (;;) {
        __WFI();
        if ((uwTick & 511) == 0)
            LED_Toggle();
    }
}
