/* SPDX-License-Identifier: MIT */
#include "bench/stm32f4/entry.h"

#include <inttypes.h>

#include "bench/family.h"
#include "chip/stm32f4/rcc.h"
#include "rom/stm32f4/version.h"
#include "src/boot0_record.h"

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

/* Why the HSE is never ready. */
static const char *never_ready(const struct evidence *seen)
{
    const struct chip *chip = &seen->run->machine.chip;
    if (!chip->board.hse_hz)
        return "this board has nothing on OSC_IN";
    if (chip->board.hse_bypass)
        return "this board brings a clock signal to OSC_IN, for which the ROM "
               "does not set RCC_CR.HSEBYP";
    if (evidence_rom_id(seen) == ROM_ID_V3_1)
        return "no crystal starts within 0.79 ms";
    return "it was not ready in time";
}

/* The library entered as often as it does, and gave up: that is what it should
 * do, and no way to program such a board. */
static void of_giving_up(const struct evidence *seen)
{
    bool crystal = seen->run->machine.chip.board.hse_hz &&
                   !seen->run->machine.chip.board.hse_bypass;
    if (scenario_run_outcome(seen->run) != BOOT0_OUTCOME_GAVE_UP ||
        !missed(seen))
        return;
    evidence_warn(seen, "hse", 0,
                  "if the ROM waits for the HSE at every start (reading "
                  "hse=%s), it resets the part each time, as %s: the library "
                  "entered %u times and started the application",
                  evidence_says(seen, "hse", "late") ? "late" : "start",
                  never_ready(seen), evidence_family(seen)->retries + 1);
    evidence_advise(seen, "hse",
                    crystal ? "Such a ROM is out of reach, with the BOOT0 pin, "
                              "too: update by SWD, or by a loader of your own."
                            : "If your board has a crystal, give its "
                              "frequency: --hse 8MHz,crystal. Without one such "
                              "a ROM is out of reach, with the BOOT0 pin, too: "
                              "update by SWD, or by a loader of your own.");
}

void f4_entry_find(const struct evidence *seen)
{
    if (!seen->visit)
        return;
    of_clocks(seen);
    of_hse(seen);
    of_giving_up(seen);
}
