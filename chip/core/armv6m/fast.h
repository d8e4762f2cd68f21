/* SPDX-License-Identifier: MIT
 *
 * The fast loop: chip_run() for those who have room for decoded instructions.
 * It does what chip_run() does, cycle for cycle and bit for bit; chip_run() is
 * the reference, and runs here too whenever anything but plain computing is to
 * be done: a peripheral access, an exception, an event in time, a breakpoint,
 * a watchpoint, sleep. Observers cost nothing while there are none.
 */
#ifndef CHIP_CORE_ARMV6M_FAST_H
#define CHIP_CORE_ARMV6M_FAST_H

#include <stdint.h>

#include "chip/chip.h"
#include "chip/core/armv6m/decoder.h"

/* chip_run() with a decoder, which may be used with many chips in turn. */
enum stop fast_run(struct chip *chip, struct decoder *decoder,
                   uint64_t until_cycle);

/* chip_run_to() with a decoder. */
enum stop fast_run_to(struct chip *chip, struct decoder *decoder, uint64_t ps);

#endif
