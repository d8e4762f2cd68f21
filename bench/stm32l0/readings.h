/* SPDX-License-Identifier: MIT
 *
 * The numbers of the STM32L0's ROMs and readings.
 */
#ifndef BENCH_STM32L0_READINGS_H
#define BENCH_STM32L0_READINGS_H

#include "bench/readings.h"
#include "rom/stm32l0/choices.h"

/* In the order in which check runs them. */
enum rom_version {
    ROM_V4_0 = ROM_OF(FAMILY_STM32L0, 0),
    ROM_V4_1,
    ROM_V11_1,
    ROM_V11_2,
    ROM_VERSIONS, /* how many there are */
    ROM_FILE = ROM_FILE_OF(FAMILY_STM32L0)
};

enum { ROM_IMAGE_SIZE = 8192 };

enum reading {
    READING_BOUNCE = CHOICE_BOUNCE,
    READING_STACK = CHOICE_STACK,
    READING_RAM = CHOICE_RAM,
    READING_SP = CHOICE_SP,
    READING_BFB2 = CHOICE_BFB2,
    READING_PAST = CHOICE_PAST,
    READING_REMAP = CHOICE_REMAP,
    READING_FAULT = CHOICE_FAULT,
    READING_CSR = CHOICE_CSR,
    READING_GO = CHOICE_GO,
    READING_WRITE = CHOICE_WRITE,
    READING_RTC = CHOICE_RTC,
    READING_GATE = ROM_CHOICES, /* of the chip, not of the ROM */
    READINGS                    /* how many there are */
};

extern const struct reading_info l0_readings[READINGS];

#endif
