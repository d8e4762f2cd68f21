/* SPDX-License-Identifier: MIT
 *
 * VTOR=0x1FF00000 instead of the remap, interrupts enabled: the ROM's vectors
 * are in use, and nothing is wrong with it but the plain jump.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    HAL_RCC_DeInit();
    SYST_CSR = 0;
    SYST_RVR = 0;
    SYST_CVR = 0;
    __DSB();
    SCB_VTOR = ROM;
    __DSB();
    __ISB();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}
