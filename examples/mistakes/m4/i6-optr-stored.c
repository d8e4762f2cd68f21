/* SPDX-License-Identifier: MIT
 *
 * nBOOT0 and nSWBOOT0 stored into FLASH_OPTR, with neither key nor OPTSTRT,
 * then a reset: nothing is programmed.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    FLASH->OPTR &= ~(uint32_t)(FLASH_OPTR_NSWBOOT0 | FLASH_OPTR_NBOOT0);
    system_reset();
}
