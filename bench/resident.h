/* SPDX-License-Identifier: MIT
 *
 * A resident (src/resident) in an image, with the application behind it or
 * alone.
 */
#ifndef BENCH_RESIDENT_H
#define BENCH_RESIDENT_H

#include "bench/image.h"

struct resident {
    uint32_t base;  /* where it starts an application */
    unsigned check; /* BOOT0_RESIDENT_CRC or _HEAD: what it is valid by */
};

/* True: IMAGE begins with a resident, which fills *resident. */
bool resident_find(const struct image *image, struct resident *resident);

#endif
