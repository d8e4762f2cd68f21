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

/* Runs COUNT scenarios that differ in their readings alone. What comes before
 * the ROM's first instruction is run once; no firmware can know the readings
 * before, since it has no reason to read the word of choices. False: there is
 * no memory to run them. */
bool verdict_run(const struct campaign *campaign,
                 const struct scenario *scenarios, unsigned count,
                 struct result *results);

/* The library's last outcome in this chip, by its note in RAM: "none",
 * "entered", "refused_bank2" ... */
const char *verdict_outcome(const struct machine *machine);

#endif
