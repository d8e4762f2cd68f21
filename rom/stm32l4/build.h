/* SPDX-License-Identifier: MIT
 *
 * The properties of the ROM version being built. The build defines ROM_ID, the
 * id byte, and for the L43x ROM_INFO, the information byte. Used by C and
 * assembler. AN2606, the chapters of version.h.
 */
#ifndef ROM_STM32L4_BUILD_H
#define ROM_STM32L4_BUILD_H

#include "rom/stm32l4/version.h"

#ifndef ROM_INFO
#define ROM_INFO 0 /* there is none */
#endif

/* DFU of the others needs the OTG block: docs/rom-l4.md, section 9. */
#define ROM_HAS_USB ROM_IS_L43(ROM_ID)

/* First RAM address that the host may use. */
#if ROM_IS_V10(ROM_ID)
#define ROM_HOST_RAM  0x20003000
#define ROM_SYSCLK_HZ 24000000
#else
#define ROM_HOST_RAM 0x20003100
#if ROM_IS_L43(ROM_ID)
#define ROM_SYSCLK_HZ 60000000
#else
#define ROM_SYSCLK_HZ 72000000
#endif
#endif

/* Microseconds from the start until a host is heard, without an LSE that is
 * waited for. */
#if ROM_IS_L43(ROM_ID)
#define ROM_STARTUP_US 860
#elif ROM_IS_L496(ROM_ID)
#define ROM_STARTUP_US 76930
#elif ROM_IS_V10(ROM_ID)
#define ROM_STARTUP_US 55000
#else
#define ROM_STARTUP_US 55400
#endif

/* L47x: DFU trims the MSI by the LSE. */
#define ROM_WAITS_FOR_LSE (!ROM_IS_L43(ROM_ID) && !ROM_IS_L496(ROM_ID))
#define ROM_LSE_US        2505000

/* The die: DEV_ID, the end of SRAM1, and that of the SRAM behind 0x20000000 in
 * which a stack pointer is valid; the size of SRAM2 at 0x10000000. */
#if ROM_IS_L43(ROM_ID)
#define ROM_DEVICE     0x435
#define ROM_RAM_END    0x2000C000
#define ROM_SP_END     0x20010000
#define ROM_SRAM2_SIZE 0x4000
#elif ROM_IS_L496(ROM_ID)
#define ROM_DEVICE     0x461
#define ROM_RAM_END    0x20040000
#define ROM_SP_END     0x20040000
#define ROM_SRAM2_SIZE 0x10000
#else
#define ROM_DEVICE     0x415
#define ROM_RAM_END    0x20018000
#define ROM_SP_END     0x20018000
#define ROM_SRAM2_SIZE 0x8000
#endif

/* Known limitations: writes to SRAM come out wrong; a single bank cannot be
 * erased (V9.3, and L43x, which have one); Go de-initialises, and leaves the
 * register clock of the RTC off. */
#define ROM_CORRUPTS_RAM     (ROM_ID == ROM_ID_V10_1)
#define ROM_ERASES_BANKS     (!ROM_IS_L43(ROM_ID) && !ROM_IS_L496(ROM_ID))
#define ROM_GO_DEINITIALISES (ROM_IS_L43(ROM_ID) && ROM_INFO == ROM_INFO_OLD)

/* The results of bank_check(). */
#define BANK_STAY   0 /* run the bootloader */
#define BANK_BRANCH 1 /* start the mapped bank by a branch */
#define BANK_RESET  2 /* give the chip back by a system reset */

#endif
