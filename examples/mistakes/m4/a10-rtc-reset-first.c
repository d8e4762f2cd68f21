/* SPDX-License-Identifier: MIT
 *
 * The request in an RTC backup register is written as it should be, but start-
 * up resets the backup domain before anything looks at it.
 */
#include "examples/mistakes/m4/board.h"

#define BDCR_BDRST (1 << 16)

static void backup_domain_init(void)
{
    backup_open();
    RCC->BDCR |= BDCR_BDRST; /* __HAL_RCC_BACKUPRESET_FORCE() */
    RCC->BDCR &= ~(uint32_t)BDCR_BDRST;
}

int main(void)
{
    backup_domain_init();
    if (RTC_BKP(0) == 0x515B) {
        RTC_BKP(0) = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    RTC_BKP(0) = 0x515B;
    system_reset();
}
