/* SPDX-License-Identifier: MIT
 *
 * MEM_MODE is set by a plain store of 1. In bank 2, that is with FB_MODE=1, the
 * store clears FB_MODE, too, and the other bank appears under the running code.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    SYSCFG->MEMRMP = SYSCFG_MEMRMP_MEM_MODE_SYSTEM;
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}
