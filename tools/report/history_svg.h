/* SPDX-License-Identifier: MIT
 *
 * The history of a scenario as a drawing in SVG: one lane for the application,
 * one for start-up code and library, one for the ROM. Spans of microseconds
 * stand beside spans of half a second, so widths grow with the logarithm of the
 * time; the times are printed.
 */
#ifndef TOOLS_REPORT_HISTORY_SVG_H
#define TOOLS_REPORT_HISTORY_SVG_H

#include <stdio.h>

#include "bench/campaign.h"

/* Runs the scenario once more and draws it, with the same in words. */
void history_svg(FILE *out, const struct campaign *campaign,
                 const struct scenario *scenario);

#endif
