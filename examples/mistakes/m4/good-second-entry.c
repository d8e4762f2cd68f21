/* SPDX-License-Identifier: MIT
 *
 * The same with a count: a ROM that resets the part because it missed the HSE
 * is entered again, four times at most. The count is taken down before each
 * entry, so that no request outlives them. It lies above the RAM of the ROM.
 */
#include "examples/mistakes/m4/board.h"

enum { ENTRIES = 4 };

/* The word and its complement: after a power-on they do not match. */
#define REQUEST ((volatile uint32_t *)0x2000FFF0)

static void ask(uint32_t entries)
{
    REQUEST[0] = entries;
    REQUEST[1] = ~entries;
}

void SystemInit(void);

void SystemInit(void)
{
    uint32_t entries = REQUEST[0];
    if (REQUEST[1] != ~entries || entries > ENTRIES ||
        !(RCC->CSR & RCC_CSR_SFTRSTF))
        entries = 0;
    RCC->CSR |= RCC_CSR_RMVF;
    RCC->CSR &= ~(uint32_t)RCC_CSR_RMVF;
    ask(entries ? entries - 1 : 0);
    if (entries)
        JUMP(R32(ROM), R32(ROM + 4));
}

int main(void)
{
    wait_press();
    ask(ENTRIES);
    system_reset();
}
