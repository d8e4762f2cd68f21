/* SPDX-License-Identifier: MIT
 *
 * The id of an update, or of a cut of it: that of its board (scenario.h), and
 *
 *     .../policy=address|first-last|last-first[/cut=power@CYCLE[:torn=N]]
 */
#ifndef BENCH_UPDATE_ID_H
#define BENCH_UPDATE_ID_H

#include "bench/flash_plan.h"
#include "bench/scenario.h"

enum { UPDATE_ID = SCENARIO_ID + 32 /* bytes that hold any */ };

/* Formats the id; CUT = NULL: of the whole update. */
void update_id_format(const struct scenario *scenario, enum flash_policy policy,
                      const struct scenario_cut *cut, char id[UPDATE_ID]);

/* Parses an id; the cut is scenario->cuts[0]. False: ERROR names the mistake in
 * one line. */
bool update_id_parse(enum family family, const char *id,
                     struct scenario *scenario, enum flash_policy *policy,
                     char *error, size_t error_size);

#endif
