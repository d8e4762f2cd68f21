/* SPDX-License-Identifier: MIT
 *
 * The numbers of the STM32F4's ROMs and readings (docs/rom-f4.md).
 */
#ifndef BENCH_STM32F4_READINGS_H
#define BENCH_STM32F4_READINGS_H

#include "bench/readings.h"
#include "rom/stm32f4/choices.h"

enum f4_rom_version {
    F4_V3_1 = ROM_OF(FAMILY_STM32F4, 0),
    F4_V9_1,
    F4_V13_0,
    F4_V13_1
};

extern const struct reading_info f4_readings[ROM_CHOICES];

#endif
