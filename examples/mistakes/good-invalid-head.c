/* SPDX-License-Identifier: MIT
 *
 * What E1 advises, done by hand: an invalid head and a reset handler that sets
 * SP itself.
 */
#include "examples/mistakes/hal.h"

extern uint32_t _estack[];
void Reset_Handler(void);
void Default_Handler(void);
void SysTick_Handler(void);
void EXTI4_15_IRQHandler(void);

__attribute__((naked)) void Reset_SP(void)
{
    __asm volatile(".syntax unified\n ldr r0, =_estack\n mov sp, r0\n ldr r0, "
                   "=Reset_Handler\n bx r0\n");
}

__attribute__((section(".isr_vector"), used)) void *const vectors[48] = {
    [0] = (void *)0xBE00BE00,      [1] = Reset_SP,
    [2 ... 14] = Default_Handler,  [15] = SysTick_Handler,
    [16 ... 22] = Default_Handler, [23] = EXTI4_15_IRQHandler,
    [24 ... 47] = Default_Handler};
__attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void)
{
    if (boot_flag == 0xDEADBEEF) {
        boot_flag = 0;
        __HAL_RCC_SYSCFG_CLK_ENABLE();
        __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

void EXTI4_15_IRQHandler(void)
{
    boot_flag = 0xDEADBEEF;
    NVIC_SystemReset();
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
