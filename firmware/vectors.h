/* SPDX-License-Identifier: MIT
 *
 * The vector table of the family that is compiled for. Firmware defines the
 * handlers that it needs; all others are Default_Handler, an endless loop.
 */
#ifndef FIRMWARE_VECTORS_H
#define FIRMWARE_VECTORS_H

typedef void (*vector)(void);

void Reset_Handler(void);
void Default_Handler(void);

#define WEAK __attribute__((weak, alias("Default_Handler")))

#if defined(STM32F4)
#include "firmware/stm32f4/vectors.h"
#elif defined(STM32L4)
#include "firmware/stm32l4/vectors.h"
#else
#include "firmware/stm32l0/vectors.h"
#endif

#endif
