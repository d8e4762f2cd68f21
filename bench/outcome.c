/* SPDX-License-Identifier: MIT */
#include "bench/outcome.h"

#include <string.h>

#include "src/boot0_record.h"

static unsigned of_word(uint32_t word)
{
    return word - BOOT0_MAGIC < BOOT0_OUTCOMES ? word - BOOT0_MAGIC : 0;
}

/* The note is the only word of RAM that begins like BOOT0_MAGIC. It is found by
 * that, because a symbol may be that of another program of the image, which
 * notes nothing. */
unsigned outcome_read(const struct machine *machine)
{
    uint32_t word;
    for (unsigned i = 0; i < machine->chip.part.sram_size; i += 4) {
        memcpy(&word, bus_physical(&machine->chip, REGION_SRAM) + i,
               sizeof word);
        if (of_word(word) &&
            memcmp(machine_noise(machine) + i, &word, sizeof word))
            return of_word(word);
    }
    return 0;
}

const char *outcome_name(unsigned outcome)
{
    static const char *const names[BOOT0_OUTCOMES] = {
        [BOOT0_OUTCOME_NONE] = "none",
        [BOOT0_OUTCOME_ENTERED] = "entered",
        [BOOT0_OUTCOME_RETURNED] = "returned",
        [BOOT0_OUTCOME_INTERRUPTED] = "interrupted",
        [BOOT0_OUTCOME_REFUSED_ID] = "refused_id",
        [BOOT0_OUTCOME_REFUSED_BANK2] = "refused_bank2",
        [BOOT0_OUTCOME_REFUSED_RDP] = "refused_rdp",
        [BOOT0_OUTCOME_REFUSED_ERASE] = "refused_erase",
        [BOOT0_OUTCOME_GAVE_UP] = "gave_up",
        [BOOT0_OUTCOME_REFUSED_HEAD] = "refused_head",
    };
    return names[outcome];
}
