/* SPDX-License-Identifier: MIT
 *
 * The request is kept where an STM32F405 has its last words of RAM. An F401xE
 * ends at 0x20017FFF, an L476 likewise.
 */
#include "examples/mistakes/m4/board.h"

#define BOOT_FLAG R32(0x2001FFF8)

int main(void)
{
    wait_press();
    BOOT_FLAG = MAGIC;
    system_reset();
}
