/* SPDX-License-Identifier: MIT
 *
 * The fast loop: chip_run() with a decoder for decoded instructions, as each
 * core has its own. Its results are those of chip_run(), cycle for cycle and
 * bit for bit.
 */
#ifndef CHIP_CORE_FAST_H
#define CHIP_CORE_FAST_H

#include <stdint.h>

#include "chip/chip.h"
#include "chip/core/decoder.h"

/* Does chip_run() with a decoder, which may serve many chips in turn. */
enum stop fast_run(struct chip *chip, struct decoder *decoder,
                   uint64_t until_cycle);

/* Does chip_run_to() with a decoder. */
enum stop fast_run_to(struct chip *chip, struct decoder *decoder, uint64_t ps);

#endif
