/* SPDX-License-Identifier: MIT
 *
 * The request is a command on the same USART2 (8N1, RX interrupt),
 * acknowledged; the jump leaves USART2, its NVIC line and RXNEIE on.
 */
#include "examples/mistakes/hal.h"

static volatile uint32_t got;

void USART2_IRQHandler(void)
{
    if (USART2_ISR & 8)
        USART2_ICR = 8; /* ORE */
    if (USART2_ISR & 0x20)
        got = got << 8 | (USART2_RDR & 0xFF);
}

int main(void)
{
    SystemClock_HSI16();
    HAL_InitTick(16000000);
    LED_Init();
    USART2_Init(16000000 / 115200, 0x2D); /* RXNEIE, TE, RE, UE */
    NVIC_ISER = IRQ_USART2;
    while (got != 0x424F4F54)
        ;
    USART2_TDR = '!';
    HAL_RCC_DeInit();
    SYST_CSR = 0;
    SYST_RVR = 0;
    SYST_CVR = 0;
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}
