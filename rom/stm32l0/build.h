/* SPDX-License-Identifier: MIT
 *
 * The properties of the ROM version being built. The build defines ROM_ID, the
 * id byte. Used by C and assembler.
 */
#ifndef ROM_STM32L0_BUILD_H
#define ROM_STM32L0_BUILD_H

#include "rom/stm32l0/version.h"

/* First RAM address that the host may use: V4.x takes 4 KB, V11.x 5 KB. */
#if ROM_IS_V4(ROM_ID)
#define ROM_HOST_RAM 0x20001000
#else
#define ROM_HOST_RAM 0x20001400
#endif

#define ROM_HAS_USB ROM_IS_V4(ROM_ID)

/* The results of bank_check(). */
#define BANK_STAY   0 /* run the bootloader */
#define BANK_BRANCH 1 /* start the mapped bank by a branch */
#define BANK_RESET  2 /* give the chip back by a system reset */

#endif
