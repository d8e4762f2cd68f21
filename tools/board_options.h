/* SPDX-License-Identifier: MIT
 *
 * The virtual board that the command line describes, with the images that it
 * names; keeps outputs from overwriting them.
 */
#ifndef TOOLS_BOARD_OPTIONS_H
#define TOOLS_BOARD_OPTIONS_H

#include <stdbool.h>

#include "bench/campaign.h"
#include "tools/host/output_file.h"
#include "tools/options.h"

/* Loads IMAGE, and for BANK2_FILE the image of bank 2 (else empty); both fit
 * the part, with RAM also what IMAGE has for SRAM, and IMAGE starts a bank and
 * is for the part's core. False: ERROR gives the reason. Free both in either
 * case. */
bool board_options_load(const struct options *options, bool ram,
                        struct image *image, struct image *bank2,
                        char error[IMAGE_ERROR_SIZE]);

/* True: a USB host is plugged in. */
bool board_options_usb(const struct options *options);

/* Returns the campaign of the board and the asks that OPTIONS describe; it
 * reads from them. Images, and what only `check` varies, are still to be set.
 */
struct campaign board_options_campaign(const struct options *options);

/* True: the library in IMAGE is that of another family, not in use, or
 * misplaced; TEXT says so. Such an image runs, so that this is no error. */
bool board_options_remark(const struct options *options,
                          const struct image *image,
                          char text[IMAGE_ERROR_SIZE]);

/* Writes that line on stderr, if there is one. */
void board_options_complain_library(const struct options *options,
                                    const struct image *image);

/* True: OUTPUT is none of the files that OPTIONS read (a mistyped output path
 * must not overwrite the firmware) and none of its other outputs that are open
 * already. False: ERROR names it. */
bool board_options_spare(const struct options *options,
                         const struct output_file *output,
                         char error[IMAGE_ERROR_SIZE]);

#endif
