/* SPDX-License-Identifier: MIT
 *
 * The request lies at 0x20000800. On a part with BFB2=1 the reset leads through
 * the ROM, which has its variables and its stack there.
 */
#include "examples/mistakes/m4/board.h"

#define REQUEST R32(0x20000800)

void SystemInit(void);

void SystemInit(void)
{
    SCB_VTOR = 0x08000000;
    if (REQUEST == MAGIC) {
        REQUEST = 0;
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

int main(void)
{
    wait_press();
    REQUEST = MAGIC;
    system_reset();
}
