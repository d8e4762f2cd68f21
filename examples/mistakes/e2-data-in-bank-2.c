/* SPDX-License-Identifier: MIT
 *
 * The entry is right, with an invalid own head, but the image keeps a table at
 * the start of bank 2 whose first word looks like a stack pointer: the ROM
 * starts the table.
 */
#include "examples/mistakes/hal.h"

__attribute__((section(".bank2"), used))
const uint32_t settings[4] = {0x20001000, 115200, 8, 1};
extern uint32_t _estack[];
void Reset_Handler(void);
void Default_Handler(void);

__attribute__((naked)) void Reset_SP(void)
{
    __asm volatile(".syntax unified\n ldr r0, =_estack\n mov sp, r0\n ldr r0, "
                   "=Reset_Handler\n bx r0\n");
}

__attribute__((section(".isr_vector"), used)) void *const vectors[48] = {
    [0] = (void *)0xBE00BE00, [1] = Reset_SP, [2 ... 47] = Default_Handler};

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}
