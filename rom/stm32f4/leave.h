/* SPDX-License-Identifier: MIT
 *
 * Leaves the bootloader for an application, on a command of the host.
 */
#ifndef ROM_STM32F4_LEAVE_H
#define ROM_STM32F4_LEAVE_H

#include <stdint.h>

/* Loads MSP from the word at ADDRESS, PC from the next (AN3155 Go). The reading
 * `go` selects what happens to the peripherals before. */
_Noreturn void leave(uint32_t address);

#endif
