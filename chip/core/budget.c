/* SPDX-License-Identifier: MIT */
#include "chip/core/budget.h"

#include "chip/core/fast.h"

static enum stop run(struct chip *chip, struct decoder *decoder, uint64_t until)
{
    return decoder ? fast_run(chip, decoder, until) : chip_run(chip, until);
}

/* No instruction takes less than a cycle (DDI0484 3.3). */
uint64_t budget_cycle(const struct chip *chip, uint64_t number,
                      uint64_t until_cycle)
{
    uint64_t left = number - chip->cpu.instructions;
    uint64_t room = until_cycle > chip->cycle ? until_cycle - chip->cycle : 0;
    return chip->cycle + (left < room ? left : room);
}

/* The loops contain no counter for this. A few turns are enough, since each
 * leaves fewer instructions than the one before. */
enum stop budget_run(struct chip *chip, struct decoder *decoder,
                     uint64_t number, uint64_t until_cycle)
{
    while (chip->cpu.instructions < number) {
        enum stop why =
            run(chip, decoder, budget_cycle(chip, number, until_cycle));
        if (why != STOP_BUDGET || chip->cycle >= until_cycle)
            return why;
    }
    return STOP_BUDGET;
}
