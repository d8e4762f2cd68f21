/* SPDX-License-Identifier: MIT
 *
 * The clock that a block runs on: its bus clock, or the one that the RCC
 * selects for it. A family says which (map.selected) and how fast each clock is
 * (map.clock_hz).
 */
#ifndef CHIP_KERNEL_CLOCK_H
#define CHIP_KERNEL_CLOCK_H

#include "chip/map.h"

/* Returns the time of `ticks` (up to 2^20) of a block's clock, in ps; 0 = it
 * stands still: the enable bit gates it, and in Stop nothing runs but an LPTIM
 * on LSI or LSE, and blocks that ask for HSI16 or LSE. */
uint64_t kernel_clock_ps(const struct chip *chip, const struct map_row *row,
                         uint32_t ticks);
/* Returns its frequency in Hz, gate and Stop aside; 0 = it stands still. For
 * blocks that run on neither PCLK nor SYSCLK. */
uint32_t kernel_clock_hz(const struct chip *chip, const struct map_row *row);
/* Returns the period of a block's bus clock in ps; 0 = it stands still. */
uint64_t kernel_clock_bus_ps(const struct chip *chip,
                             const struct map_row *row);

/* Return what a field of the RCC selects for a USART or LPUART, an I2C, an
 * LPTIM, and the RTC. */
enum map_clock kernel_clock_of_usart(uint32_t field);
enum map_clock kernel_clock_of_i2c(uint32_t field);
enum map_clock kernel_clock_of_lptim(uint32_t field);
enum map_clock kernel_clock_of_rtc(uint32_t field);

#endif
