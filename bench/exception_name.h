/* SPDX-License-Identifier: MIT
 *
 * Exceptions as the manuals call them.
 */
#ifndef BENCH_EXCEPTION_NAME_H
#define BENCH_EXCEPTION_NAME_H

#include "chip/chip.h"

enum { EXCEPTION_TEXT = 40 /* bytes that hold any */ };

/* Returns "SysTick", or the name of the interrupt: "USART2". */
const char *exception_name(const struct chip *chip, unsigned exception);

/* Formats "SysTick" or "USART2 (IRQ 28)". */
void exception_format(const struct chip *chip, unsigned exception,
                      char text[EXCEPTION_TEXT]);

#endif
