/* SPDX-License-Identifier: MIT */
#include "bench/update_result.h"

#include <string.h>

void update_result_begin(struct update_result *result,
                         const struct update *update,
                         const struct update_run *run)
{
    memset(result, 0, sizeof *result);
    result->scenario = update->scenario;
    result->policy = update->policy;
    result->done = run->phase == UPDATE_PHASE_DONE;
    memcpy(result->error, run->error, sizeof result->error);
    result->ps = machine_ps(&run->machine);
    result->operations = run->journal.count;
}

const struct update_tally_row *
update_result_worst(const struct update_result *result)
{
    const struct update_tally_row *worst = NULL;
    for (unsigned i = 0; i < UPDATE_WHYS; i++) {
        const struct update_tally_row *row = &result->tally.rows[i];
        if (row->cuts &&
            update_verdict((enum update_why)i) == UPDATE_NO_WAY_BACK &&
            (!worst || scenario_cut_compare(&row->first, &worst->first) < 0))
            worst = row;
    }
    return worst;
}

bool update_result_passes(const struct update_result *result)
{
    return result->done && !update_result_worst(result);
}
