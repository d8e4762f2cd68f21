/* SPDX-License-Identifier: MIT
 *
 * An update in the application itself erases the first page first and waits for
 * the data; a reset (here its own, after a time-out) finds no vectors.
 */
#include "examples/mistakes/hal.h"

static void __attribute__((noreturn)) update(void)
{
    FLASH_ErasePage(0x08000000);
    for (volatile unsigned i = 0; i < 1000; i++) /* no data comes */
        ;
    NVIC_SystemReset();
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    update();
}
