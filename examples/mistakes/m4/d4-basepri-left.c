/* SPDX-License-Identifier: MIT
 *
 * The jump is made inside a critical section of an RTOS, which raises BASEPRI:
 * taskENTER_CRITICAL() of FreeRTOS does. PRIMASK is 0, as AN2606 asks for.
 */
#include "examples/mistakes/m4/board.h"

static void enter_critical(void)
{
    __asm volatile("msr basepri, %0\n\tisb" ::"r"(0x50) : "memory");
}

int main(void)
{
    wait_press();
    enter_critical();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}
