/* SPDX-License-Identifier: MIT
 *
 * Start-up in the style of CMSIS's C files: a C function from the first
 * instruction, which relies on the hardware to have loaded SP from vector
 * word 0; SystemInit first, then .data and .bss by tables of the linker.
 */
#include "firmware/vectors.h"

#include <stdint.h>

extern uint32_t _estack[], _sidata[], _sdata[], _edata[], _sbss[], _ebss[];
int main(void);
void SystemInit(void);

VECTOR_TABLE(_estack, Reset_Handler);

/* Enough locals, kept in memory, for the function to need its stack. */
void Reset_Handler(void)
{
    volatile uint32_t *volatile data[3] = {_sidata, _sdata, _edata};
    volatile uint32_t *volatile bss[2] = {_sbss, _ebss};

    SystemInit();
    for (; data[1] < data[2]; data[0]++, data[1]++)
        *data[1] = *data[0];
    for (; bss[0] < bss[1]; bss[0]++)
        *bss[0] = 0;
    main();
    for (;;)
        ;
}

void Default_Handler(void)
{
    for (;;)
        ;
}
