/* SPDX-License-Identifier: MIT
 *
 * Cuts on the way into the ROM: on each path of a board, from the ask to the
 * ROM's readiness, the supply is cut and NRST pulled before every instruction,
 * and the part starts again. It must come to the application, or, with the RAM
 * kept, to the ROM; and its non-volatile memories must be as before the ask.
 * Cuts with the same survivors (chip/survivors.h) are started once.
 */
#ifndef BENCH_CUTS_H
#define BENCH_CUTS_H

#include "bench/paths.h"
#include "bench/result_list.h"

struct cuts; /* of one board */

/* NULL: out of memory. */
struct cuts *cuts_new(const struct campaign *campaign,
                      const struct campaign_board *board);
void cuts_free(struct cuts *cuts);

/* Follows a path of the board: tries the cuts. False: out of memory. */
bool cuts_follow(struct cuts *cuts, struct path *path,
                 const struct machine_event *event);

/* Takes what was tried since it was taken last. */
void cuts_take_totals(struct cuts *cuts, struct cut_totals *totals);

/* Appends the first failure of each kind. False: out of memory. */
bool cuts_take_failures(struct cuts *cuts, struct result_list *list);

#endif
