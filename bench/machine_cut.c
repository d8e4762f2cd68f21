/* SPDX-License-Identifier: MIT */
#include "bench/machine_cut.h"

#include "bench/machine_ask.h"
#include "bench/machine_run.h"

/* What charges BOOT0 has no supply either. */
static void discharge(struct machine *machine)
{
    if (!machine->wire.on)
        return;
    machine->wire.rise_ps = machine->wire.fall_ps = NEVER;
    machine->chip.board.boot0 = false;
}

void machine_cut(struct machine *machine, const struct scenario_cut *cut)
{
    machine_ask_end(machine);
    if (cut->kind == CUT_POWER)
        discharge(machine);
    if (cut->tears)
        machine->chip.board.torn = cut->torn;
    machine->queue_count = 0; /* what was about to be told is past */
    machine_reset(machine, scenario_cut_reset(cut->kind));
}
