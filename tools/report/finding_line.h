/* SPDX-License-Identifier: MIT
 *
 * The verdict of `check` on one board as lines for `boot0 run`, which shows
 * what happens there: some mistakes show only when a host sends its first byte.
 */
#ifndef TOOLS_REPORT_FINDING_LINE_H
#define TOOLS_REPORT_FINDING_LINE_H

#include "bench/image.h"
#include "tools/options.h"
#include "tools/report/timeline.h"

/* Runs the board of OPTIONS as check does and prints each of its causes on
 * TIMELINE, or what else explains a failure, and each warning. IMAGE and BANK2
 * are the images that OPTIONS name. */
void finding_line_print(struct timeline *timeline,
                        const struct options *options,
                        const struct image *image, const struct image *bank2);

#endif
