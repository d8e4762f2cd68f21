/* SPDX-License-Identifier: MIT
 *
 * What the fast loops (fast.h) remember of the programs that they ran: decoded
 * instructions, and loops that wait. It contains no state of a chip, and may
 * serve many in turn, of any core.
 */
#ifndef CHIP_CORE_DECODER_H
#define CHIP_CORE_DECODER_H

#include "chip/core/armv6m/decoder.h"
#include "chip/core/armv7m/decoder.h"
#include "chip/core/skip.h"

/* All zero is an empty decoder. It must not be copied. */
struct decoder {
    struct skip skip;
    struct decoder6 armv6m; /* each for chips with such a core */
    struct decoder7 armv7m;
};

/* Gives the decoder memory for translated blocks: all 0 except `executable`. It
 * must outlive the decoder. With NULL, or on a host without a translator,
 * blocks are not translated. */
static inline void decoder_native(struct decoder *decoder,
                                  struct native *native)
{
    decoder6_native(&decoder->armv6m, native);
}

#endif
