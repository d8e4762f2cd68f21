/* SPDX-License-Identifier: MIT
 *
 * The jump is made inside the handler of USART2, whose interrupt stays on.
 * That exception is active for ever, so that the interrupt cannot come again:
 * the bytes of the host are polled, and the ROM answers.
 */
#include "examples/mistakes/hal.h"

void USART2_IRQHandler(void)
{
    if ((USART2_RDR & 0xFF) != 'B')
        return;
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
    USART2_Init(16000000 / 115200, 0x2D); /* RXNEIE, TE, RE, UE */
    NVIC_ISER = IRQ_USART2;
    for (;;)
        __WFI();
}
