/* SPDX-License-Identifier: MIT
 *
 * Two pages of bank 1 behind the probe's code, for what the host makes the ROM
 * erase and write, and the page of the same number in bank 2. Each begins with
 * a mark and is blank behind it, in the image and at the end of a run.
 */
#ifndef EXAMPLES_PROBE_STM32L4_SPARE_H
#define EXAMPLES_PROBE_STM32L4_SPARE_H

#include <stdbool.h>
#include <stdint.h>

enum spare {
    SPARE_FIRST,  /* of bank 1 */
    SPARE_SECOND, /* of bank 1 */
    SPARE_BANK2,  /* the first one's number in bank 2 */
    SPARES
};

/* Makes those of bank 1 as they were in the image; or all of them, with a mark
 * in bank 2, too. False: it failed. */
bool spare_prepare(bool all);

/* Returns the number of the page, as the ROM counts it while FB_MODE is 0, and
 * its address. SPARE_BANK2: not for parts with one bank. */
unsigned spare_number(enum spare spare);
uint32_t spare_address(enum spare spare);

/* True: the mark is gone; something is at OFFSET. */
bool spare_erased(enum spare spare);
bool spare_written(enum spare spare, unsigned offset);

#endif
