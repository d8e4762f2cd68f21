/* SPDX-License-Identifier: MIT
 *
 * The request goes into an RTC backup register while DBP is 0: the store is
 * ignored.
 */
#include "examples/mistakes/m4/board.h"

static void backup_clock(void)
{
#ifdef STM32L4
    RCC->APB1ENR1 |= RCC_APB1ENR1_PWREN;
    (void)RCC->APB1ENR1;
#else
    RCC->APB1ENR |= RCC_APB1ENR_PWREN;
    (void)RCC->APB1ENR;
#endif
}

int main(void)
{
    backup_clock();
    if (RTC_BKP(0) == 0x515B) {
        RTC_BKP(0) = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    RTC_BKP(0) = 0x515B;
    system_reset();
}
