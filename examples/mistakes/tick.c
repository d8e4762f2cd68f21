/* SPDX-License-Identifier: MIT
 *
 * The milliseconds of the HAL, unless a program has its own SysTick handler.
 */
#include "examples/mistakes/hal.h"

volatile uint32_t uwTick;

__attribute__((weak)) void SysTick_Handler(void)
{
    uwTick++;
}
