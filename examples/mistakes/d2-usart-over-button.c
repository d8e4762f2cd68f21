/* SPDX-License-Identifier: MIT
 *
 * The jump is made inside the handler of the button, which has the lowest
 * priority; USART2, left on, has a higher one and interrupts the ROM.
 */
#include "examples/mistakes/hal.h"

static volatile uint32_t got;

void USART2_IRQHandler(void)
{
    if (USART2_ISR & 8)
        USART2_ICR = 8; /* ORE */
    if (USART2_ISR & 0x20)
        got = USART2_RDR & 0xFF;
}

void EXTI4_15_IRQHandler(void)
{
    EXTI_PR = 1u << 13;
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
    R32(0xE000E404) = 0xC0u << 24;        /* NVIC_IPR1: EXTI4_15 */
    NVIC_ISER = IRQ_USART2;
    Button_EXTI_Init();
    for (;;)
        __WFI();
}
