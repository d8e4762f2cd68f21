/* SPDX-License-Identifier: MIT
 *
 * Results that differ only in their readings: the text report prints them as
 * one line.
 */
#ifndef TOOLS_REPORT_RESULT_GROUP_H
#define TOOLS_REPORT_RESULT_GROUP_H

#include <stdbool.h>

#include "bench/verdict.h"

enum { RESULT_GROUP_TEXT = 160 }; /* bytes that hold all readings, all values */

/* Results of one board and ROM that ended alike. */
struct result_group {
    const struct result *shown; /* the one of them that has the fewest readings
                                   off their default */
    unsigned results;
    unsigned count;         /* of combinations that they stand for */
    uint8_t seen[READINGS]; /* 1 << value of each reading */
};

struct result_groups {
    struct result_group *list; /* to be freed */
    unsigned count;
};

/* True: A and B are the same mistake at the same place. */
bool result_same_finding(const struct finding *a, const struct finding *b);

/* Adds RESULT, which outlives the groups, to the group it belongs to. */
void result_groups_add(struct result_groups *groups,
                       const struct result *result);

/* Returns the group of all results of the board and ROM of GROUP, however they
 * ended. */
struct result_group result_group_tried(const struct result_group *group,
                                       const struct result *results,
                                       unsigned count);

/* Formats the readings that distinguish the results of GROUP from the others of
 * TRIED, those with fewer values in GROUP: "sp=mask,ram=own|keep"; "" = none.
 */
void result_group_common(const struct result_group *group,
                         const struct result_group *tried,
                         char text[RESULT_GROUP_TEXT]);

#endif
