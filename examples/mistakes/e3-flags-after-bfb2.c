/* SPDX-License-Identifier: MIT
 *
 * The request is believed after a software reset only. On a part with BFB2=1
 * that reset leads through the ROM: if it clears the reset flags, no request is
 * ever believed.
 */
#include "examples/mistakes/hal.h"

#define RCC_CSR_SFTRSTF (1u << 28)
#define WORD            R32(0x20003000) /* above the RAM of the ROM */

void SystemInit(void)
{
    uint32_t flag = WORD;
    WORD = 0;
    if (flag == 0xDEADBEEF && RCC_CSR & RCC_CSR_SFTRSTF)
        JUMP(R32(ROM), R32(ROM + 4)); /* with system memory at 0 already */
    SCB_VTOR = 0x08000000;
}

int main(void)
{
    SystemClock_HSI16();
    HAL_InitTick(16000000);
    LED_Init();
    wait_press();
    WORD = 0xDEADBEEF;
    NVIC_SystemReset();
}
