/* SPDX-License-Identifier: MIT
 *
 * The key is the last word of the stack, which begins at the end of RAM:
 * start-up pushes over it before main looks.
 */
#include "examples/mistakes/m4/board.h"

extern uint32_t _estack[];
#define KEY R32((uintptr_t)_estack - 4)

void SystemInit(void);

static __attribute__((noinline)) void flash_init(void)
{
    FLASH->ACR |= FLASH_ACR_ICEN | FLASH_ACR_DCEN;
}

void SystemInit(void)
{
    volatile uint32_t cause = RCC->CSR;
    flash_init();
    (void)cause;
}

int main(void)
{
    if (KEY == MAGIC) {
        KEY = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    KEY = MAGIC;
    system_reset();
}
