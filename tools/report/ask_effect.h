/* SPDX-License-Identifier: MIT
 *
 * Reports that the firmware of a run does nothing with what it was asked: no
 * reset and no jump to the ROM. Firmware may react late, so that `check` waits
 * SCENARIO_LIMIT_MS; here it is reported when that time is over, or at the end
 * of the run.
 */
#ifndef TOOLS_REPORT_ASK_EFFECT_H
#define TOOLS_REPORT_ASK_EFFECT_H

#include "tools/report/timeline.h"

struct ask_effect {
    bool settled; /* it had one, or what became of it was reported */
};

/* Looks at what the machine of the timeline did; EVENT was the last. */
void ask_effect_turn(struct ask_effect *effect, struct timeline *timeline,
                     const struct machine_event *event);

/* Reports at the end of the run what is not settled. */
void ask_effect_end(struct ask_effect *effect, struct timeline *timeline);

#endif
