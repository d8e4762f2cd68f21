/* SPDX-License-Identifier: MIT
 *
 * MEM_MODE is set through its bit-band alias, one store that changes one bit,
 * and the SYSCFG clock is off.
 */
#include "examples/mistakes/m4/board.h"

#define BIT_BAND(address, bit)                                                 \
    R32(0x42000000 + 32 * ((uint32_t)(address)-0x40000000) + 4 * (bit))

int main(void)
{
    wait_press();
    BIT_BAND(&SYSCFG->MEMRMP, 0) = 1;
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}
