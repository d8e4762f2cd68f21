/* SPDX-License-Identifier: MIT
 *
 * The request is kept in RTC_BKP0R, where the RTC code of Cube examples keeps
 * its 0x32F2, "the calendar has been set": it stores that at start-up, before
 * anything looks at the request.
 */
#include "examples/mistakes/m4/board.h"

#define RTC_IS_SET 0x32F2

static void MX_RTC_Init(void)
{
    backup_open();
    if (RTC_BKP(0) != RTC_IS_SET)
        RTC_BKP(0) = RTC_IS_SET; /* and sets the calendar */
}

int main(void)
{
    MX_RTC_Init();
    if (RTC_BKP(0) == 0x515B) {
        RTC_BKP(0) = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    RTC_BKP(0) = 0x515B;
    system_reset();
}
