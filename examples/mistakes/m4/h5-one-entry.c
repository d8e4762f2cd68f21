/* SPDX-License-Identifier: MIT
 *
 * The answer for the STM32F4: a word in RAM, a reset, SP and PC loaded from the
 * ROM's first two words. It is cleared before the jump, so that a ROM which
 * misses the HSE and resets is not entered again.
 */
#include "examples/mistakes/m4/board.h"

static __attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void);

void SystemInit(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

int main(void)
{
    wait_press();
    boot_flag = MAGIC;
    system_reset();
}
