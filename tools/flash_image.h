/* SPDX-License-Identifier: MIT
 *
 * The images of `boot0 flash`: read and judged before the part is touched.
 */
#ifndef TOOLS_FLASH_IMAGE_H
#define TOOLS_FLASH_IMAGE_H

#include "tools/flash_run.h"

/* Reads IMAGE and OLD. False: ERROR (IMAGE_ERROR_SIZE bytes) is one line. */
bool flash_image_load(struct flash_run *run, char *error);
void flash_image_free(struct flash_run *run);

/* Returns whether the image may be meant for the part that was found. False:
 * ERROR (IMAGE_ERROR_SIZE bytes) is one line. */
bool flash_image_fits(const struct flash_run *run, char *error);

/* Leaves the resident out of an image that has one, for a part that has one
 * for the same application: the part keeps its own. */
void flash_image_leave_resident(struct flash_run *run);

#endif
