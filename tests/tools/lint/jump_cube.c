/* SPDX-License-Identifier: MIT
 *
 * The jump as ST's Cube examples write it, from a running application: SysTick
 * off, interrupts off, the NVIC cleared, MSP and the call as two statements.
 */
#include "tests/tools/lint/jump.h"

#ifndef ROM
#define ROM 0x1FFF0000u
#endif

static void JumpToBootloader(void)
{
    uint32_t i = 0;
    void (*SysMemBootJump)(void);
    volatile uint32_t BootAddr = ROM;
    __asm volatile("cpsid i" ::: "memory");
#ifndef SYSTICK_LEFT
    SYST_CSR = 0;
#endif
    for (i = 0; i < 5; i++) {
        NVIC_ICER[i] = 0xFFFFFFFF;
        NVIC_ICPR[i] = 0xFFFFFFFF;
    }
#ifndef MASKED
    __asm volatile("cpsie i" ::: "memory");
#endif
    SysMemBootJump = (void (*)(void))(*((uint32_t *)((BootAddr + 4))));
    set_msp(*(uint32_t *)BootAddr);
    SysMemBootJump();
    for (;;)
        ;
}

int main(void)
{
    SYST_CSR = 7;
    NVIC_ISER[1] = 1 << 3;
    while (!(R32(0x40020010) & 1))
        ;
    JumpToBootloader();
}
