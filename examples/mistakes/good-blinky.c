/* SPDX-License-Identifier: MIT
 *
 * Blinks, and never asks for the ROM.
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
