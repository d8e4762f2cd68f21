/* SPDX-License-Identifier: MIT
 *
 * Tamper detection and time stamps of an RTC: edges on its pins.
 */
#ifndef CHIP_BLOCK_RTC_V2_TAMPER_H
#define CHIP_BLOCK_RTC_V2_TAMPER_H

#include "chip/block/rtc_v2_state.h"

/* Each with counters that are up to date: */

/* Looks at the pins, and stamps or erases for their edges. */
void rtc_v2_tamper_pins(struct chip *chip, const struct map_row *row);
/* Forgets the edges so far. */
void rtc_v2_tamper_reset(const struct chip *chip, const struct map_row *row);
/* Writes TAMPCR. */
enum access rtc_v2_tamper_write(struct chip *chip, const struct map_row *row,
                                uint32_t value);
/* Returns the flags whose interrupts TAMPCR enables. */
uint32_t rtc_v2_tamper_enabled(const struct chip *chip,
                               const struct map_row *row);

#endif
