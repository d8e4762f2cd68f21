/* SPDX-License-Identifier: MIT */
#include "bench/cause_cut.h"

#include <inttypes.h>
#include <stdio.h>

#include "bench/cause_bank.h"
#include "bench/cause_protection.h"
#include "bench/wanted.h"

enum { PART = 160 /* bytes of a part of the text */ };

static const struct scenario_cut *last_cut(const struct scenario_run *run)
{
    return &run->scenario.cuts[run->cuts - 1];
}

static const char *what_fell(enum cut_kind kind)
{
    switch (kind) {
    case CUT_POWER: return "the supply is lost";
    case CUT_DIP: return "the supply dips and RAM is kept";
    default: return "NRST is pulled";
    }
}

static const char *what_became(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_UNASKED: return "the next start enters the ROM, unasked";
    case VERDICT_LOCKUP: return "the core locks up at the next start";
    case VERDICT_HARDFAULT: return "the next start ends in a HardFault";
    case VERDICT_ASTRAY: return "the next start runs where no code is";
    case VERDICT_RESET_LOOP: return "the part resets again and again";
    case VERDICT_DEAF: return "the ROM has the part and does not answer";
    case VERDICT_APPLICATION: return "the application starts";
    case VERDICT_ROM: return "the ROM starts";
    default: return "the application does not start";
    }
}

static const char *memory_of(const struct part *part, uint32_t address)
{
    return part_has(part, REGION_OPTION, address)   ? "the option word"
           : part_has(part, REGION_EEPROM, address) ? "the EEPROM"
                                                    : "the flash";
}

/* Says what was stored since the ask; "" = nothing. */
static void what_changed(const struct scenario_run *run, char text[PART])
{
    const struct event_nvm *last = &run->nvm.last;
    text[0] = 0;
    if (run->changed)
        snprintf(text, PART,
                 ": %s at 0x%08" PRIX32 " (%" PRIu32
                 " bytes) is not as it was before the ask",
                 memory_of(&run->machine.chip.part, last->address),
                 last->address, last->length);
}

static void blame(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    bool own = !evidence_is_rom(seen, run->cut_pc);
    char changed[PART];
    what_changed(run, changed);
    evidence_blame(seen, "cut", own ? run->cut_pc : 0, "when %s %s, %s%s",
                   what_fell(last_cut(run)->kind), own ? "here" : "in the ROM",
                   what_became(seen->result->verdict), changed);
    evidence_advise(seen, "cut",
                    run->campaign->library
                        ? "Store nothing on the way to boot0_request(): the "
                          "library itself leaves the flash alone."
                        : "Keep the request in RAM, believe it only after a "
                          "software reset (RCC_CSR.SFTRSTF), and store "
                          "nothing in flash; the library does so.");
}

void cause_cut_find(const struct evidence *seen)
{
    if (wanted_survives(seen->result->verdict) && !seen->run->changed)
        return;
    if (!cause_bank_find_erased(seen) && !cause_protection_find_torn(seen))
        blame(seen);
}
