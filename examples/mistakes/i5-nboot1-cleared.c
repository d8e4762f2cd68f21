/* SPDX-License-Identifier: MIT
 *
 * nBOOT1 cleared from software, OBL_LAUNCH: it counts only with BOOT0 high, and
 * there it takes the ROM away.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    OB_User((FLASH_OPTR >> 16) & ~(1u << 15));
    OB_Launch();
    for (;;)
        ;
}
