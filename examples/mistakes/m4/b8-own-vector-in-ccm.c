/* SPDX-License-Identifier: MIT
 *
 * A boot loader calls the application behind it by the address of its vector,
 * not by what is stored there. That application, of an STM32F405, has its stack
 * in CCM RAM.
 */
#include "examples/mistakes/m4/board.h"

#define CCM_END 0x10010000u

extern uint32_t _estack[];
void Reset_Handler(void);
void Default_Handler(void);
void App_Reset(void);

static __attribute__((noinline, used)) void app(void)
{
    for (;;)
        ;
}

void App_Reset(void)
{
    app();
}

static void *const app_vectors[4] __attribute__((aligned(512), used)) = {
    (void *)CCM_END, App_Reset, Default_Handler, Default_Handler};

int main(void)
{
    wait_press();
    SCB_VTOR = (uint32_t)(uintptr_t)app_vectors;
    JUMP(app_vectors[0], (uintptr_t)&app_vectors[1]);
    for (;;)
        ;
}
