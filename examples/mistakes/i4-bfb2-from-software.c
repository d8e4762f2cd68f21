/* SPDX-License-Identifier: MIT
 *
 * BFB2 set from software, OBL_LAUNCH: the hardware starts the ROM at every
 * reset from now on. V4.0 and V11.1 never start the application again.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    OB_User((FLASH_OPTR >> 16) | 1u << 7);
    OB_Launch();
    for (;;)
        ;
}
