/* SPDX-License-Identifier: MIT
 *
 * The stack of an STM32F405 is in CCM RAM, and the key is its last word: start-
 * up pushes over it before main looks.
 */
#include "examples/mistakes/m4/board.h"

#define CCM_END 0x10010000
#define KEY     R32(CCM_END - 4)

void Reset_Handler(void);
void Default_Handler(void);
void SystemInit(void);

__attribute__((section(".isr_vector"), used)) void *const vectors[98] = {
    [0] = (void *)CCM_END, [1] = Reset_Handler, [2 ... 97] = Default_Handler};

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
