/* SPDX-License-Identifier: MIT
 *
 * Whether a raw binary runs where it was taken to begin. Its vectors and the
 * other words of it that are addresses in flash tell: nearly all of them lead
 * into the image itself.
 */
#ifndef BENCH_LINT_BASE_H
#define BENCH_LINT_BASE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"

/* True: they do not lead into IMAGE, a raw binary, as it is placed. *BASE is
 * where they do, and 0 if that is not clear. */
bool lint_base_is_wrong(const struct image *image, uint32_t *base);

#endif
