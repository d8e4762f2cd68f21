/* SPDX-License-Identifier: MIT */
#include "bench/cause_end.h"

#include <inttypes.h>
#include <stdio.h>

#include "bench/exception_name.h"

enum { PLACE = 96 /* bytes for "main+0x34" */ };

static void name(const struct evidence *seen, uint32_t address,
                 char text[PLACE])
{
    if (evidence_is_rom(seen, address))
        snprintf(text, PLACE, "0x%08" PRIX32 " in the ROM", address);
    else
        image_describe(seen->run->campaign->image, address, text, PLACE);
}

/* Returns the instruction that was executed last; a place in the image, if it
 * is one. */
static uint32_t last_place(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    if (run->fault_ps != NEVER && run->fault.known)
        return run->fault.access ? run->fault.pc : run->fault.last;
    if (run->end == SCENARIO_ASTRAY)
        return run->last.astray.last_pc;
    return run->machine.chip.last_pc;
}

static uint32_t in_image(const struct evidence *seen, uint32_t address)
{
    return image_is_code(seen->run->campaign->image, address) ? address : 0;
}

static void of_fault(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    uint32_t last = last_place(seen);
    char place[PLACE], what[FAULT_TEXT];
    name(seen, last, place);
    fault_describe(&run->fault, what);
    evidence_warn(seen, verdict_name(seen->result->verdict),
                  in_image(seen, last), "%s after %s: %s%s%s",
                  exception_name(&run->machine.chip, run->fault.exception),
                  place, what,
                  run->end == SCENARIO_LOCKUP ? "; its handler faults, "
                                                "too"
                                              : "",
                  run->visits ? ". The ROM had been entered" : "");
}

static void of_place(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    enum verdict verdict = seen->result->verdict;
    uint32_t last = last_place(seen);
    enum verdict wanted = seen->result->wanted;
    char place[PLACE], to[PLACE] = "";
    name(seen, last, place);
    if (run->end == SCENARIO_ASTRAY)
        snprintf(to, sizeof to,
                 ", and branched to 0x%08" PRIX32 ", where no code is",
                 run->last.pc);
    evidence_warn(seen, verdict_name(verdict),
                  run->visits && seen->visit ? in_image(seen, seen->visit->from)
                                             : in_image(seen, last),
                  "%s%s. The core was last at %s%s%s",
                  wanted == VERDICT_NEVER ? "the ROM was not wanted"
                                          : verdict_name(wanted),
                  wanted == VERDICT_NEVER ? "" : " was wanted", place, to,
                  run->visits ? "; the ROM had been entered" : "");
}

static bool explained(const struct result *result)
{
    for (unsigned i = 0; i < result->warning_count; i++)
        if (evidence_explains(result, &result->warnings[i]))
            return true;
    return result->cause_count;
}

void cause_end_find(const struct evidence *seen)
{
    const struct result *result = seen->result;
    if (wanted_met(result->verdict, result->wanted) || explained(result))
        return;
    if (seen->run->fault_ps != NEVER)
        of_fault(seen);
    else
        of_place(seen);
}
