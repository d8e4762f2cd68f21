/* SPDX-License-Identifier: MIT
 *
 * The fast loop: chip_run() with a decoder for decoded instructions. Its
 * results are those of chip_run(), cycle for cycle and bit for bit. chip_run()
 * is the reference, and also runs here for everything that is not plain
 * computing: a peripheral access, an exception, an event in time, a breakpoint,
 * a watchpoint, sleep. Observers cost no time while there are none.
 */
#ifndef CHIP_CORE_ARMV6M_FAST_H
#define CHIP_CORE_ARMV6M_FAST_H

#include <stdint.h>

#include "chip/chip.h"
#include "chip/core/decoder.h"

/* Does chip_run() with a decoder, which may serve many chips in turn. */
enum stop armv6m_run(struct chip *chip, struct decoder *decoder,
                     uint64_t until_cycle);

#endif
