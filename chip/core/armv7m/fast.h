/* SPDX-License-Identifier: MIT
 *
 * The fast loop of ARMv7-M: chip_run() with a decoder for decoded instructions.
 * Its results are those of chip_run(), cycle for cycle and bit for bit, which
 * also runs here for everything that is not plain computing, and while the MPU
 * is on, or, but for loops that wait, while there are watchpoints.
 */
#ifndef CHIP_CORE_ARMV7M_FAST_H
#define CHIP_CORE_ARMV7M_FAST_H

#include "chip/chip.h"
#include "chip/core/decoder.h"

/* Does chip_run() with a decoder, which may serve many chips in turn. */
enum stop armv7m_run(struct chip *chip, struct decoder *decoder,
                     uint64_t until_cycle);

#endif
