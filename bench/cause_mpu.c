/* SPDX-License-Identifier: MIT */
#include "bench/cause_mpu.h"

#include <inttypes.h>

#include "chip/core/mpu.h"

#define MPU_TEXT                                                               \
    "the MPU is on at the jump: the application's regions do not let the ROM " \
    "execute and use its own memory, and it faults at 0x%08" PRIX32

/* The ROM's first instruction is not even fetched. */
static void before_rom(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    if (run->fault_ps != NEVER && run->fault.known &&
        run->machine.chip.mpu.ctrl & MPU_CTRL_ENABLE &&
        (run->fault.pc | 1) == (run->machine.entries[0] | 1))
        evidence_blame(seen, "C7", run->fault.last, MPU_TEXT, run->fault.pc);
}

/* True: a fault came in the ROM, which makes none by itself. */
static bool faulted(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    return run->fault_ps != NEVER && run->fault_ps >= seen->visit->ps &&
           !evidence_blamed(seen, "B2") && !evidence_blamed(seen, "B9");
}

void cause_mpu_find(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    const struct fault *fault = &seen->run->fault;
    if (!visit)
        before_rom(seen);
    else if (visit->mpu && faulted(seen))
        evidence_blame(seen, "C7", visit->from, MPU_TEXT,
                       fault->known ? fault->pc : visit->entry);
    else if (visit->mpu)
        evidence_warn(seen, "C7", visit->from,
                      "the MPU is on at the jump: its regions are the "
                      "application's, and the ROM has what they leave to it");
}
