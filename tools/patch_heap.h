/* SPDX-License-Identifier: MIT
 *
 * The heap of an image, as the symbols of its linker script place it, and the
 * word in .noinit where the library notes the outcome of a request.
 */
#ifndef TOOLS_PATCH_HEAP_H
#define TOOLS_PATCH_HEAP_H

#include <stdbool.h>

#include "bench/image.h"

/* True: the heap begins below boot0_noted and does not end before it, so that
 * it may overwrite the outcome. TEXT says so in one line. False without
 * symbols, and for a word that has an address of its own (BOOT0_NOTED). */
bool patch_heap_over_outcome(const struct image *image,
                             char text[IMAGE_ERROR_SIZE]);

#endif
