/* SPDX-License-Identifier: MIT
 *
 * Which part an image was built for, as far as it says so itself: by the build
 * attributes of an ELF file, and by the library's record. Not read: the
 * registers that its code uses (bench/lint.h does).
 */
#ifndef BENCH_BUILT_FOR_H
#define BENCH_BUILT_FOR_H

#include <stdbool.h>

#include "bench/image.h"

/* True: the core of PART executes the architecture that IMAGE was compiled
 * for, or the image names none. */
bool built_for_core(const struct image *image, const struct part *part,
                    char error[IMAGE_ERROR_SIZE]);

/* True: the library in IMAGE is that of another family than PART's. TEXT says
 * so in one line. */
bool built_for_other(const struct image *image, const struct part *part,
                     char text[IMAGE_ERROR_SIZE]);

#endif
