/* SPDX-License-Identifier: MIT
 *
 * A program for `make bench`, the same bytes on every emulator: no peripheral,
 * no interrupt, 16 KB of RAM, code at 0 (on an STM32L0 the alias of flash).
 */
#ifndef TESTS_FIRMWARE_WORKLOAD_H
#define TESTS_FIRMWARE_WORKLOAD_H

#include <stdint.h>

/* Does the work once; what it returns depends on every step of it. */
uint32_t workload_round(uint32_t seed);

#endif
