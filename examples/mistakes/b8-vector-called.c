/* SPDX-License-Identifier: MIT
 *
 * Reported on two families (HardFault): after a careful clean-up the address of
 * the ROM's reset vector is called instead of the address stored there.
 */
#include "examples/mistakes/hal.h"

static void JumpToBootloader(void)
{
    __disable_irq();
    SYST_CSR = 0;
    HAL_RCC_DeInit();
    NVIC_ICER = 0xFFFFFFFF;
    NVIC_ICPR = 0xFFFFFFFF;
    __enable_irq();
    JUMP(R32(ROM), ROM + 4);
}

int main(void)
{
    SystemClock_HSI16();
    HAL_InitTick(16000000);
    LED_Init();
    wait_press();
    JumpToBootloader();
    for (;;)
        ;
}
