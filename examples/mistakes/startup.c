/* SPDX-License-Identifier: MIT
 *
 * Start-up as Cube projects have it: SP from word 0, SystemInit, .data, .bss,
 * main. A vector table of the program's own comes before this one, because the
 * program is linked first.
 */
#include "examples/mistakes/hal.h"
#include "firmware/ram.h"
#include "firmware/vectors.h"

extern uint32_t _estack[];
int main(void);

__attribute__((weak)) void SystemInit(void)
{
}

VECTOR_TABLE(_estack, Reset_Handler);

__attribute__((noreturn)) void Reset_Handler(void)
{
    SystemInit();
    ram_start();
    main();
    for (;;)
        ;
}

void Default_Handler(void)
{
    for (;;)
        ;
}
