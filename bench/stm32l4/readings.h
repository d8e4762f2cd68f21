/* SPDX-License-Identifier: MIT
 *
 * The numbers of the STM32L4's ROMs and readings (docs/rom-l4.md).
 */
#ifndef BENCH_STM32L4_READINGS_H
#define BENCH_STM32L4_READINGS_H

#include "bench/readings.h"
#include "rom/stm32l4/choices.h"

enum l4_rom_version {
    L4_V10_1 = ROM_OF(FAMILY_STM32L4, 0),
    L4_V10_3,
    L4_V9_2,
    L4_V9_3,
    L4_V9_1_FF,
    L4_V9_1_10
};

extern const struct reading_info l4_readings[ROM_CHOICES];

#endif
