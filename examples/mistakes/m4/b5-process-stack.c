/* SPDX-License-Identifier: MIT
 *
 * The jump is made in a task, whose stack is PSP: __set_MSP() sets the other
 * one, and the ROM runs on that of the task.
 */
#include "examples/mistakes/m4/board.h"

static uint32_t task_stack[128];

static void task(void)
{
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
}

int main(void)
{
    __asm volatile("msr psp, %0\n\tmsr control, %1\n\tisb\n\tblx %2" ::"r"(
                       task_stack + 128),
                   "r"(2), "r"(task)
                   : "memory");
    for (;;)
        ;
}
