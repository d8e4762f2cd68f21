/* SPDX-License-Identifier: MIT
 *
 * Boot bits stored into FLASH_OPTR, which is read-only, then OBL_LAUNCH:
 * nothing changes.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    OB_Unlock();
    while (FLASH_SR & 1)
        ;
    FLASH_OPTR = (FLASH_OPTR & ~(1u << 23)) | (1u << 31);
    while (FLASH_SR & 1)
        ;
    OB_Launch();
    for (;;)
        ;
}
