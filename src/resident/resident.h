/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * What the assembler files of the resident share.
 */
#ifndef RESIDENT_H
#define RESIDENT_H

#include "src/boot0_family.h"
#include "src/boot0_record.h"
#include "src/resident/resident_trailer.h"

#ifdef BOOT0_FAMILY_STM32F4
#ifndef BOOT0_APPLICATION
#define BOOT0_APPLICATION BOOT0_APPLICATION_STM32F4
#endif
/* The sector that begins there: RM0090 3.4, RM0368 3.3, RM0383 3.3. */
#if BOOT0_APPLICATION % 0x4000 == 0 && BOOT0_APPLICATION > 0x08000000 &&       \
    BOOT0_APPLICATION < 0x08010000
#define PAGE 0x4000
#elif BOOT0_APPLICATION == 0x08010000
#define PAGE 0x10000
#elif BOOT0_APPLICATION % 0x20000 == 0 && BOOT0_APPLICATION > 0x08000000 &&    \
    BOOT0_APPLICATION < 0x08100000
#define PAGE 0x20000
#else
#error "BOOT0_APPLICATION is not where a sector from 0x08004000 on begins"
#endif

#elif defined(BOOT0_FAMILY_STM32L4)
#ifndef BOOT0_APPLICATION
#define BOOT0_APPLICATION BOOT0_APPLICATION_DEFAULT
#endif
#if BOOT0_APPLICATION < 0x08000800 || BOOT0_APPLICATION >= 0x08100000 ||       \
    BOOT0_APPLICATION % 0x800
#error "BOOT0_APPLICATION is not in 0x08000800 to 0x080FF800, or no multiple " \
       "of 2048"
#endif
#define PAGE BOOT0_TABLE_PAGE_STM32L4

#else
#ifndef BOOT0_APPLICATION
#define BOOT0_APPLICATION BOOT0_APPLICATION_DEFAULT
#endif
#if BOOT0_APPLICATION < 0x08000400 || BOOT0_APPLICATION >= 0x08030000 ||       \
    BOOT0_APPLICATION % 256
#error "BOOT0_APPLICATION is not in 0x08000400 to 0x0802FF00, or no multiple " \
       "of 256"
#endif
#endif

#ifdef BOOT0_CHECK_HEAD
#define CHECK BOOT0_RESIDENT_HEAD
#else
#define CHECK BOOT0_RESIDENT_CRC
#endif

#define IWDG_KR     0x40003000
#define IWDG_RELOAD 0xAAAA /* starts nothing (RM0367 25.4.1) */

#endif
