/* SPDX-License-Identifier: MIT
 *
 * The code that remaps runs through the alias of flash at 0: the next fetch
 * comes from the ROM's image.
 */
#include "examples/mistakes/hal.h"

__attribute__((noinline, used)) static void enter(void)
{
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    LL_RCC_DeInit();
    void (*volatile alias)(void) =
        (void (*)(void))((uint32_t)enter - 0x08000000);
    alias();
    for (;;)
        ;
}
