/* SPDX-License-Identifier: MIT
 *
 * Start-up code of the smaller examples, without the library. The hardware
 * loads SP from vector word 0; then .data, .bss, main.
 */
#include <stdint.h>

#include "firmware/vectors.h"

extern uint32_t _estack[], _sidata[], _sdata[], _edata[], _sbss[], _ebss[];
int main(void);

VECTOR_TABLE(_estack, Reset_Handler);

void Reset_Handler(void)
{
    /* volatile: not to become calls of memcpy and memset, which are not here */
    volatile uint32_t *to = _sdata;
    for (const uint32_t *from = _sidata; to < _edata;)
        *to++ = *from++;
    for (to = _sbss; to < _ebss;)
        *to++ = 0;
    main();
    for (;;)
        ;
}

void Default_Handler(void)
{
    for (;;)
        ;
}
