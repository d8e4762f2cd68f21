/* SPDX-License-Identifier: MIT
 *
 * The whole advice of most answers, in order: a word in RAM, a reset, the test
 * before anything else, remap, MSP and branch in one block. It enters an
 * STM32F4; on an STM32L47x or L49x the ROM finds this application and starts it
 * again.
 */
#include "examples/mistakes/m4/board.h"

static __attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void);

void SystemInit(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

int main(void)
{
    wait_press();
    boot_flag = MAGIC;
    system_reset();
}
