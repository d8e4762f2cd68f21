/* SPDX-License-Identifier: MIT
 *
 * `boot0 check --update`: power is cut at every operation of an update, and the
 * part booted again. One row for each ROM, host and order of the pages.
 */
#ifndef TOOLS_UPDATE_CHECK_H
#define TOOLS_UPDATE_CHECK_H

#include "bench/campaign.h"
#include "tools/options.h"

/* Runs the updates that OPTIONS ask for of the image of CAMPAIGN and prints
 * what became of them; returns the exit status. */
int update_check(const struct options *options, struct campaign *campaign);

#endif
