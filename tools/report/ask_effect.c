/* SPDX-License-Identifier: MIT */
#include "tools/report/ask_effect.h"

#include "bench/machine_ask.h"
#include "bench/scenario_run.h"

static uint64_t since_ms(const struct machine *machine)
{
    return (machine_ps(machine) - machine_ask_end_ps(machine)) / PS_PER_MS;
}

static bool over(const struct machine *machine)
{
    return machine_ps(machine) >= machine_ask_end_ps(machine);
}

static void report(struct ask_effect *effect, struct timeline *timeline)
{
    effect->settled = true;
    timeline_print(timeline, "ask",
                   "has no effect: for %u ms no reset and no jump to the ROM "
                   "has followed",
                   (unsigned)since_ms(timeline->machine));
}

void ask_effect_turn(struct ask_effect *effect, struct timeline *timeline,
                     const struct machine_event *event)
{
    const struct machine *machine = timeline->machine;
    if (effect->settled || machine->ask_next == 0)
        return;
    if (event->kind == MACHINE_RESET || event->kind == MACHINE_ROM ||
        event->kind == MACHINE_LOCKUP || event->kind == MACHINE_VAIN)
        effect->settled = true;
    else if (over(machine) && since_ms(machine) >= SCENARIO_LIMIT_MS)
        report(effect, timeline);
}

void ask_effect_end(struct ask_effect *effect, struct timeline *timeline)
{
    const struct machine *machine = timeline->machine;
    if (effect->settled || !machine->asks || !machine->asks->count)
        return;
    if (over(machine))
        report(effect, timeline);
    else if (machine->ask_next < machine->asks->count)
        timeline_print(timeline, "ask", "was not made before the end");
}
