/* SPDX-License-Identifier: MIT
 *
 * Leaving the bootloader for an application, on the host's order.
 */
#ifndef ROM_STM32L0_LEAVE_H
#define ROM_STM32L0_LEAVE_H

#include <stdint.h>

/* MSP from the word at ADDRESS, PC from the next (AN3155 Go). What happens to
 * the peripherals before that is the reading `go`. */
_Noreturn void leave(uint32_t address);

#endif
