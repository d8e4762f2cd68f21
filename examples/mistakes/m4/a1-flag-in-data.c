/* SPDX-License-Identifier: MIT
 *
 * The request is an initialised variable that main tests: start-up copies its
 * initial value over the request first.
 */
#include "examples/mistakes/m4/board.h"

static volatile uint32_t boot_flag = 0xCAFEFEED;

int main(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    boot_flag = MAGIC;
    system_reset();
}
