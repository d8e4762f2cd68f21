/* SPDX-License-Identifier: MIT
 *
 * Whether the first word of an application is a stack pointer: AN2606 has
 * "inside internal SRAM" and no bounds. docs/rom-l4.md, reading `sp`.
 */
#ifndef ROM_STM32L4_HEAD_H
#define ROM_STM32L4_HEAD_H

#include <stdbool.h>
#include <stdint.h>

/* True: WORD is one. */
bool head_valid(uint32_t word);

#endif
