/* SPDX-License-Identifier: MIT
 *
 * The first sector is erased before the jump, the way past the empty check of
 * an STM32F04x or F070x6 (F1), or past a bank check: from RAM, as the code that
 * erases goes with it.
 */
#include "examples/mistakes/m4/ram.h"

static __attribute__((section(".noinit"))) volatile uint32_t boot_flag;
void SystemInit(void);

RAM_FUNCTION void erase_and_jump(void)
{
    erase_first_sector();
    JUMP(R32(ROM), R32(ROM + 4));
}

void SystemInit(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        map_rom();
        run_from_ram(erase_and_jump);
    }
}

int main(void)
{
    wait_press();
    boot_flag = MAGIC;
    system_reset();
}
