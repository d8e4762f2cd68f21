/* SPDX-License-Identifier: MIT */
#include "bench/machine_cut.h"

#include "bench/machine_ask.h"
#include "bench/machine_run.h"
#include "bench/machine_wire.h"

void machine_cut(struct machine *machine, const struct scenario_cut *cut)
{
    machine_ask_end(machine);
    if (cut->kind == CUT_POWER)
        machine_wire_discharge(machine);
    if (cut->tears)
        machine->chip.board.torn = cut->torn;
    machine->queue_count = 0; /* what was about to be told is past */
    machine_reset(machine, scenario_cut_reset(cut->kind));
}
