/* SPDX-License-Identifier: MIT
 *
 * Prefetch and caches on, the FPU in use (CONTROL.FPCA=1, its registers are not
 * as after a reset), CYCCNT running, then the jump from main: the ROM relies on
 * none of it.
 */
#include "examples/mistakes/m4/board.h"

#define CPACR      R32(0xE000ED88)
#define DEMCR      R32(0xE000EDFC)
#define DWT_CTRL   R32(0xE0001000)
#define DWT_CYCCNT R32(0xE0001004)

static volatile float celsius = 21.5f;
static volatile float fahrenheit;

int main(void)
{
    CPACR |= 0xF << 20;
    __asm volatile("dsb\n\tisb" ::: "memory");
    FLASH->ACR |= FLASH_ACR_PRFTEN | FLASH_ACR_ICEN | FLASH_ACR_DCEN;
    DEMCR |= 1 << 24;
    DWT_CYCCNT = 0;
    DWT_CTRL |= 1;
    wait_press();
    fahrenheit = celsius * 1.8f + 32.0f;
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}
