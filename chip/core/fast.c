/* SPDX-License-Identifier: MIT */
#include "chip/core/fast.h"

#include "chip/core/core.h"
#include "chip/frequency.h"

enum stop fast_run(struct chip *chip, struct decoder *decoder,
                   uint64_t until_cycle)
{
    return core_of(chip)->run(chip, decoder, until_cycle);
}

enum stop fast_run_to(struct chip *chip, struct decoder *decoder, uint64_t ps)
{
    enum stop why = STOP_BUDGET;
    uint64_t cycle;
    while (why == STOP_BUDGET && frequency_cycle(chip, ps, &cycle))
        why = fast_run(chip, decoder, cycle);
    frequency_forget(chip);
    return why;
}
