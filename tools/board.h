/* SPDX-License-Identifier: MIT
 *
 * What a command line puts onto the virtual board, and whether that can be:
 * its images, what bank 2 is to hold, how it is to be asked.
 */
#ifndef TOOLS_BOARD_H
#define TOOLS_BOARD_H

#include <stdbool.h>

#include "bench/image.h"
#include "tools/options.h"

/* Loads IMAGE, and for BANK2_FILE the image of bank 2 (else empty); both fit
 * the part. False: ERROR says why not. Free both in either case. */
bool board_load(const struct options *options, struct image *image,
                struct image *bank2, char error[IMAGE_ERROR_SIZE]);

/* Is there a bank 2 for KIND, and does IMAGE leave it free (or fit twice)? */
bool board_takes(const struct part *part, const struct image *image,
                 enum bank2_kind kind, char error[IMAGE_ERROR_SIZE]);

/* Is the function there that ASK is to call? */
bool board_can_ask(const struct image *image, const struct ask *ask,
                   char error[IMAGE_ERROR_SIZE]);

#endif
