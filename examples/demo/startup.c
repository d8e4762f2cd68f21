/* SPDX-License-Identifier: MIT
 *
 * Start-up code of the demo application; its vector table names boot0_reset,
 * which loads SP and continues at Reset_Handler.
 */
#include <stdint.h>

#include "boot0.h"
#include "firmware/core.h"
#include "firmware/ram.h"
#include "firmware/vectors.h"

extern uint32_t _estack[];
int main(void);

/* Word 0. An image that is to be entered where the ROM checks banks has an
 * invalid one; boot0_reset loads SP itself. */
#ifndef DEMO_HEAD
#define DEMO_HEAD _estack
#endif
VECTOR_TABLE(DEMO_HEAD, boot0_reset);

void Reset_Handler(void)
{
    /* A ROM that started this bank (BFB2=1) leaves its own vectors at 0. */
    SCB_VTOR = (uint32_t)vector_table;
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
