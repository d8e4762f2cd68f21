/* SPDX-License-Identifier: MIT
 *
 * The jump is made inside the EXTI handler, in Handler mode: the exception
 * stays active, interrupts of the same or lower priority are masked for ever.
 * ST's USART code polls and answers; its USB code is deaf. V4.1 starts the
 * application in Handler mode.
 */
#include "examples/mistakes/hal.h"

void EXTI4_15_IRQHandler(void)
{
    EXTI_PR = 1u << 13;
    NVIC_ICER = IRQ_EXTI4_15;
    HAL_RCC_DeInit();
    SYST_CSR = 0;
    SYST_RVR = 0;
    SYST_CVR = 0;
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
}

int main(void)
{
    SystemClock_HSI16();
    HAL_InitTick(16000000);
    LED_Init();
    Button_EXTI_Init();
    for (;;)
        __WFI();
}
