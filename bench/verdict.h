/* SPDX-License-Identifier: MIT
 *
 * Runs scenarios and judges how each one ended.
 */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include <stdbool.h>

#include "bench/campaign.h"
#include "bench/machine.h"
#include "bench/result.h"

/* Runs COUNT scenarios that differ only in their readings. The part of the run
 * before the ROM's first instruction is shared: firmware has no reason to read
 * its choices, so the readings cannot matter before. False: out of
 * memory. */
bool verdict_run(const struct campaign *campaign,
                 const struct scenario *scenarios, unsigned count,
                 struct result *results);

/* Returns the library's last outcome in this chip, found in its RAM: "none",
 * "entered", "refused_bank2" ... */
const char *verdict_outcome(const struct machine *machine);

#endif
