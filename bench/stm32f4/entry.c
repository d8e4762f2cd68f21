/* SPDX-License-Identifier: MIT */
#include "bench/stm32f4/entry.h"

#include <inttypes.h>

#include "chip/stm32f4/rcc.h"
#include "rom/stm32f4/version.h"

const char *f4_entry_clocks(const struct chip *chip)
{
    const struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    if (!(rcc->cr & F4_CR_HSIRDY))
        return "the HSI is off";
    return rcc->cr & F4_CR_PLLON ? "the PLL runs" : NULL;
}

/* --- H2 --- */

static void of_clocks(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    if (!visit->clocks || !evidence_says(seen, "clock", "reset"))
        return;
    if (seen->result->verdict == VERDICT_DEAF)
        evidence_blame(seen, "H2", visit->from,
                       "%s at the jump: a ROM that expects the clocks of a "
                       "reset (reading clock=reset) waits for ever for its PLL",
                       visit->clocks);
    else
        evidence_warn(seen, "H2", visit->from,
                      "%s at the jump: a ROM that expects the clocks of a "
                      "reset (reading clock=reset) gets another frequency; "
                      "DFU, which is not modelled, needs 48 MHz",
                      visit->clocks);
}

/* --- H5 --- */

/* AN2606, "Minimum timeout of HSE". */
static const char *hse_time(const struct evidence *seen)
{
    switch (evidence_rom_id(seen)) {
    case ROM_ID_V3_1: return "0.79 ms";
    case ROM_ID_V9_1: return "96 ms";
    default: return "85 ms";
    }
}

/* True: nothing else can have made the ROM reset the part. */
static bool missed(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    return visit->left && visit->left_by_reset && !visit->answered &&
           !visit->interrupted && seen->run->fault_ps == NEVER &&
           evidence_asked(seen, "hse") && !evidence_says(seen, "hse", "usb");
}

static void of_hse(const struct evidence *seen)
{
    const struct machine_visit *visit = seen->visit;
    if (wanted_met(seen->result->verdict, seen->result->wanted) ||
        evidence_blamed(seen, "A4") || !missed(seen))
        return;
    evidence_blame(seen, "H5", visit->from,
                   "the ROM was entered at 0x%08" PRIX32 ", waited %s for the "
                   "HSE, which was not ready by then (reading hse=%s), and "
                   "reset the part: the application starts again, and does "
                   "not enter once more",
                   visit->entry, hse_time(seen),
                   evidence_says(seen, "hse", "late") ? "late" : "start");
}

void f4_entry_find(const struct evidence *seen)
{
    if (!seen->visit)
        return;
    of_clocks(seen);
    of_hse(seen);
}
