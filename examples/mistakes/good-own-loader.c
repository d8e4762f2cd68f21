/* SPDX-License-Identifier: MIT
 *
 * An own bootloader at the start of flash, which starts the application at
 * 0x08004000; the application's request has a word of its own.
 */
#include "examples/mistakes/hal.h"

extern uint32_t _estack[];
void Reset_Handler(void);
void Default_Handler(void);
void SysTick_Handler(void);
void EXTI4_15_IRQHandler(void);

__attribute__((section(".boot_code"), noreturn, used)) void Boot_Reset(void)
{
    SCB_VTOR = 0x08004000;
    JUMP(R32(0x08004000), R32(0x08004004));
    for (;;)
        ;
}

__attribute__((section(".boot_vector"), used)) void *const boot_vectors[4] = {
    _estack, Boot_Reset, Default_Handler, Default_Handler};
__attribute__((section(".isr_vector"), used)) void *const app_vectors[48] = {
    [0] = _estack,
    [1] = Reset_Handler,
    [2 ... 14] = Default_Handler,
    [15] = SysTick_Handler,
    [16 ... 22] = Default_Handler,
    [23] = EXTI4_15_IRQHandler,
    [24 ... 47] = Default_Handler};
__attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void)
{
    if (boot_flag == 0xDEADBEEF) {
        boot_flag = 0;
        SCB_VTOR = 0;
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
