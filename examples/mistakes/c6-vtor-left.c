/* SPDX-License-Identifier: MIT
 *
 * Cube's SystemInit sets VTOR=0x08000000; remap, SysTick off, VTOR left: the
 * ROM's interrupts take the application's vectors.
 */
#include "examples/mistakes/hal.h"

void SystemInit(void)
{
    SCB_VTOR = 0x08000000;
}

static void JumpToBootloader(void)
{
    __disable_irq();
    HAL_RCC_DeInit();
    SYST_CSR = 0;
    SYST_RVR = 0;
    SYST_CVR = 0;
    NVIC_ICER = 0xFFFFFFFF;
    NVIC_ICPR = 0xFFFFFFFF;
    __enable_irq();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
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
