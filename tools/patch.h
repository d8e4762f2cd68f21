/* SPDX-License-Identifier: MIT
 *
 * `boot0 patch`: makes boot0_reset the reset vector of an image that has the
 * library in it, by the record that both share (src/boot0_record.h). The old
 * vector words move into the record; an invalid head puts 0xBE00BE00 into
 * vector word 0, so that the ROM's bank check finds no bank.
 */
#ifndef TOOLS_PATCH_H
#define TOOLS_PATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"

enum patch_head {
    PATCH_HEAD_USUAL, /* default: invalid where a ROM looks at it, else kept */
    PATCH_HEAD_INVALID, /* vector word 0 becomes 0xBE00BE00 */
    PATCH_HEAD_KEEP     /* vector word 0 stays a stack pointer */
};

/* Patches IMAGE in memory. PART gives the start of bank 2; NULL = unknown, then
 * both sizes with two banks are checked. False: ERROR gives the reason in one
 * line, and the image is unchanged. */
bool patch_image(struct image *image, enum patch_head head,
                 const struct part *part, char error[IMAGE_ERROR_SIZE]);

#endif
