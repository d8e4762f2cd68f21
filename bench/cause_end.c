/* SPDX-License-Identifier: MIT */
#include "bench/cause_end.h"

#include <inttypes.h>
#include <stdio.h>

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

/* "it stores to 0x40010000", "the core fetches from 0x..." */
static void describe_fault(const struct evidence *seen, char text[PLACE])
{
    const struct fault *fault = &seen->run->fault;
    if (!fault->known)
        snprintf(text, PLACE, "its stack frame cannot be read");
    else if (!fault->thumb)
        snprintf(text, PLACE, "branch to the even address 0x%08" PRIX32,
                 fault->pc);
    else if (fault->fetch)
        snprintf(text, PLACE, "branch to 0x%08" PRIX32 ", where nothing is",
                 fault->pc);
    else if (fault->access)
        snprintf(text, PLACE, "%s 0x%08" PRIX32,
                 fault->store ? "write to" : "read of", fault->address);
    else
        snprintf(text, PLACE, "the instruction at 0x%08" PRIX32, fault->pc);
}

static void of_fault(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    uint32_t last = last_place(seen);
    char place[PLACE], what[PLACE];
    name(seen, last, place);
    describe_fault(seen, what);
    evidence_warn(seen, verdict_name(seen->result->verdict),
                  in_image(seen, last), "HardFault after %s: %s%s%s", place,
                  what,
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
