/* SPDX-License-Identifier: MIT
 *
 * The code that answers give for the STM32F4: SP and PC are loaded from
 * 0x1FFF0000 in assembly, early in the start, when a word in RAM says so.
 */
#include "tests/tools/lint/jump.h"

#ifndef ROM
#define ROM "0x1FFF0000"
#endif

__attribute__((naked, noinline)) static void boot(void)
{
    __asm volatile("ldr r0, =" ROM "\n"
                   "ldr r1, [r0, #0]\n"
                   "mov sp, r1\n"
                   "ldr r0, [r0, #4]\n"
                   "bx r0\n");
}

int main(void)
{
    if (R32(0x2001FFF0) == 0xDEADBEEF)
        boot();
    SYST_CSR = 7;
    for (;;)
        ;
}
