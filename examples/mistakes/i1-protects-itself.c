/* SPDX-License-Identifier: MIT
 *
 * The product sets readout protection to level 1 at its first start. From then
 * on the ROM refuses to read and to write.
 */
#include "examples/mistakes/hal.h"

static void protect(void)
{
    if ((FLASH_OPTR & 0xFF) != 0xAA)
        return;
    OB_Unlock();
    NVM_Program(0x1FF80000, 0xFF4400BB); /* RDP level 1, with complement */
    OB_Launch();
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    protect();
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}
