/* SPDX-License-Identifier: MIT
 *
 * The properties of the ROM version being built. The build defines ROM_ID, the
 * id byte. Used by C and assembler. AN2606, the chapters of version.h.
 */
#ifndef ROM_STM32F4_BUILD_H
#define ROM_STM32F4_BUILD_H

#include "rom/stm32f4/version.h"

#define ROM_HAS_USB 0 /* DFU needs the OTG block: docs/gaps.md */

/* First RAM address that the host may use: 8 KB are taken, or 12. Start-up and
 * HSE time-out in microseconds. */
#if ROM_ID == ROM_ID_V3_1
#define ROM_HOST_RAM   0x20002000
#define ROM_SYSCLK_HZ  24000000
#define ROM_STARTUP_US 84590
#define ROM_HSE_US     790
#elif ROM_ID == ROM_ID_V9_1
#define ROM_HOST_RAM   0x20003000
#define ROM_SYSCLK_HZ  60000000
#define ROM_STARTUP_US 74000
#define ROM_HSE_US     96000
#else
#define ROM_HOST_RAM   0x20003000
#define ROM_SYSCLK_HZ  60000000
#define ROM_STARTUP_US 74500
#define ROM_HSE_US     85000
#endif

/* Known limitations: RCC_AHB1ENR is cleared by Go (all but V9.1); two NACKs for
 * Read and Write under RDP (V3.1). */
#define ROM_GO_CLEARS_AHB1ENR (ROM_ID != ROM_ID_V9_1)
#define ROM_REFUSES_TWICE     (ROM_ID == ROM_ID_V3_1)

#endif
