/* SPDX-License-Identifier: MIT
 *
 * Start-up code of the smaller examples, without the library. The hardware
 * loads SP from vector word 0; then .data, .bss, main.
 */
#include <stdint.h>

#include "firmware/ram.h"
#include "firmware/vectors.h"

extern uint32_t _estack[];
int main(void);

VECTOR_TABLE(_estack, Reset_Handler);

void Reset_Handler(void)
{
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
