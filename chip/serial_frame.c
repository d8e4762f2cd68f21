/* SPDX-License-Identifier: MIT */
#include "chip/serial_frame.h"

static uint32_t data_mask(struct map_frame frame)
{
    return (1u << frame.data_bits) - 1;
}

static uint32_t parity_of(struct map_frame frame, uint32_t data)
{
    if (frame.parity == PARITY_MARK || frame.parity == PARITY_SPACE)
        return frame.parity == PARITY_MARK;
    return (uint32_t)__builtin_parity(data) ^ (frame.parity == PARITY_ODD);
}

uint32_t serial_frame_levels(struct map_frame frame, uint8_t byte,
                             uint32_t *count)
{
    uint32_t data = byte & data_mask(frame);
    uint32_t levels = data << 1;
    *count = 1u + frame.data_bits;
    if (frame.parity)
        levels |= parity_of(frame, data) << (*count)++;
    levels |= ~0u << *count;
    *count += frame.stop_bits;
    return levels;
}

uint32_t serial_frame_length(struct map_frame frame)
{
    return 1u + frame.data_bits + !!frame.parity + 1u;
}

uint32_t serial_frame_data(struct map_frame frame, uint32_t levels)
{
    return levels >> 1 & data_mask(frame);
}

bool serial_frame_stops(struct map_frame frame, uint32_t levels)
{
    return levels >> (serial_frame_length(frame) - 1) & 1;
}

bool serial_frame_parity(struct map_frame frame, uint32_t levels)
{
    uint32_t bit = levels >> (1 + frame.data_bits) & 1;
    return !frame.parity ||
           bit == parity_of(frame, serial_frame_data(frame, levels));
}
