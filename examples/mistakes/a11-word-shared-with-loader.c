/* SPDX-License-Identifier: MIT
 *
 * An own bootloader at the start of flash resets by software, keeps the reset
 * flags and uses the same RAM word as the application's request: the
 * application jumps to the ROM unasked.
 */
#include "examples/mistakes/hal.h"

#define WORD R32(0x20004FF0)
extern uint32_t _estack[];
void Reset_Handler(void);
void Default_Handler(void);

__attribute__((section(".boot_code"), noreturn, used)) void Boot_Reset(void)
{
    if (!(RCC_CSR & 1u << 28)) { /* SFTRSTF */
        WORD = 0xDEADBEEF;       /* its mark of a second stage */
        NVIC_SystemReset();
    }
    SCB_VTOR = 0x08004000;
    JUMP(R32(0x08004000), R32(0x08004004));
    for (;;)
        ;
}

__attribute__((section(".boot_vector"), used)) void *const boot_vectors[4] = {
    _estack, Boot_Reset, Default_Handler, Default_Handler};
__attribute__((section(".isr_vector"), used)) void *const app_vectors[48] = {
    [0] = _estack, [1] = Reset_Handler, [2 ... 47] = Default_Handler};

void SystemInit(void)
{
    if ((RCC_CSR & 1u << 28) && WORD == 0xDEADBEEF) {
        WORD = 0;
        RCC_CSR |= 1u << 23; /* RMVF */
        __HAL_RCC_SYSCFG_CLK_ENABLE();
        __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    for (;;) {
        for (volatile int i = 0; i < 100000; i++)
            ;
        LED_Toggle();
    }
}
