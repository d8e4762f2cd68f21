/* SPDX-License-Identifier: MIT
 *
 * Leaves the bootloader for an application.
 */
#ifndef ROM_STM32L4_LEAVE_H
#define ROM_STM32L4_LEAVE_H

#include <stdint.h>

/* Loads MSP from the word at ADDRESS, PC from the next (AN3155 Go). The reading
 * `go` selects what happens to the peripherals before. */
_Noreturn void leave(uint32_t address);

/* Puts clocks, peripherals and core back as after a reset, but SYSCFG, whose
 * clock alone is off: FB_MODE selects the bank that starts. */
void leave_restored(void);

#endif
