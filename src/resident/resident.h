/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * What the two assembler files of the resident share.
 */
#ifndef RESIDENT_H
#define RESIDENT_H

#if defined(__has_include)
#if __has_include("boot0_config.h")
#include "boot0_config.h"
#endif
#endif
#include "src/boot0_record.h"
#include "src/resident/resident_trailer.h"

#ifndef BOOT0_APPLICATION
#define BOOT0_APPLICATION BOOT0_APPLICATION_DEFAULT
#endif
#if BOOT0_APPLICATION < 0x08000400 || BOOT0_APPLICATION >= 0x08030000 ||       \
    BOOT0_APPLICATION % 256
#error "BOOT0_APPLICATION is not in 0x08000400 to 0x0802FF00, or no multiple " \
       "of 256"
#endif

#ifdef BOOT0_CHECK_HEAD
#define CHECK BOOT0_RESIDENT_HEAD
#else
#define CHECK BOOT0_RESIDENT_CRC
#endif

#define IWDG_KR     0x40003000
#define IWDG_RELOAD 0xAAAA /* starts nothing (RM0367 25.4.1) */

#endif
