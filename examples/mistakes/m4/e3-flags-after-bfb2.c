/* SPDX-License-Identifier: MIT
 *
 * The request is believed after a software reset only. On a part with BFB2=1
 * that reset leads through the ROM: if it clears the reset flags, no request is
 * ever believed.
 */
#include "examples/mistakes/m4/board.h"

#define WORD R32(0x20004000) /* above the RAM of the ROM */

void SystemInit(void);

void SystemInit(void)
{
    uint32_t flag = WORD;
    WORD = 0;
    if (flag == MAGIC && RCC->CSR & RCC_CSR_SFTRSTF)
        JUMP(R32(ROM), R32(ROM + 4)); /* with system memory at 0 already */
    SCB_VTOR = 0x08000000;
}

int main(void)
{
    wait_press();
    WORD = MAGIC;
    system_reset();
}
