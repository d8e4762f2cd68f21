/* SPDX-License-Identifier: MIT */
#include "bench/cause_watchdog.h"

#include "bench/family.h"

#define WWDG_TEXT                                                              \
    "the window watchdog runs at the jump: it cannot be stopped and no ROM "   \
    "serves it, so it resets the part within %s, before a host is done"

void cause_watchdog_find(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    const char *time = evidence_family(seen)->words.wwdg;
    if (!visit)
        return;
    bool bitten = visit->left_by_reset && visit->reset == RESET_WWDG;
    if (visit->wwdg && (bitten || seen->result->verdict == VERDICT_ROM))
        evidence_blame(seen, "H4", visit->from, WWDG_TEXT, time);
    else if (visit->wwdg)
        evidence_warn(seen, "H4", visit->from, WWDG_TEXT, time);
    if (visit->iwdg && seen->run->scenario.wdg_sw)
        evidence_warn(seen, "H1", visit->from,
                      "the IWDG runs at the jump: the ROM sets it to its "
                      "slowest and serves it, and leaves it so for the "
                      "application after Go");
}
