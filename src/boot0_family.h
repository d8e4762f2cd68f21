/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * The family that is compiled for, so that a build system may compile all of
 * src/ and gets one library (Arduino, PlatformIO, CMake). The processor tells
 * the STM32L0 from the others; among those the L4 has to be named: by what the
 * frameworks of ST define, or by STM32L4 in boot0_config.h or on the command
 * line. Plain preprocessor, for the assembler.
 */
#ifndef BOOT0_FAMILY_H
#define BOOT0_FAMILY_H

#if defined(__has_include)
#if __has_include("boot0_config.h")
#include "boot0_config.h"
#endif
#endif

#if !defined(__ARM_ARCH_7M__) && !defined(__ARM_ARCH_7EM__)
#define BOOT0_FAMILY_STM32L0
#elif defined(STM32L4) || defined(STM32L4xx) || defined(STM32L431xx) ||        \
    defined(STM32L432xx) || defined(STM32L433xx) || defined(STM32L442xx) ||    \
    defined(STM32L443xx) || defined(STM32L471xx) || defined(STM32L475xx) ||    \
    defined(STM32L476xx) || defined(STM32L485xx) || defined(STM32L486xx) ||    \
    defined(STM32L496xx) || defined(STM32L4A6xx)
#define BOOT0_FAMILY_STM32L4
#else
#define BOOT0_FAMILY_STM32F4
#endif

#endif
