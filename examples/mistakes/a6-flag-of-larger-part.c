/* SPDX-License-Identifier: MIT
 *
 * The request lies at the end of the RAM of a part with 32 KB. An STM32L073 has
 * 20.
 */
#include "examples/mistakes/hal.h"

#define KEY R32(0x20007FF0)

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    KEY = 0xDEADBEEF;
    NVIC_SystemReset();
}
