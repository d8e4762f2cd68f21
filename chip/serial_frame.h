/* SPDX-License-Identifier: MIT
 *
 * A frame of a serial line as levels: start bit, data bits with the least
 * significant one first, parity bit, stop bits.
 *
 *     bit 0     1 ... data_bits    data_bits + 1    then
 *     start=0   data               parity, if any   stop=1, once or twice
 */
#ifndef CHIP_SERIAL_FRAME_H
#define CHIP_SERIAL_FRAME_H

#include "chip/map.h"

/* Returns the levels of BYTE, the first in bit 0, and their number. */
uint32_t serial_frame_levels(struct map_frame frame, uint8_t byte,
                             uint32_t *count);

/* Returns the number of levels up to the first stop bit. */
uint32_t serial_frame_length(struct map_frame frame);

/* Returns the data bits in LEVELS; whether the first stop bit is high; whether
 * the parity bit, if there is one, is right. */
uint32_t serial_frame_data(struct map_frame frame, uint32_t levels);
bool serial_frame_stops(struct map_frame frame, uint32_t levels);
bool serial_frame_parity(struct map_frame frame, uint32_t levels);

#endif
