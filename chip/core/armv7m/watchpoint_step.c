/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/watchpoint_step.h"

#include "chip/bus.h"
#include "chip/core/armv7m/step.h"
#include "chip/core/armv7m/transfer.h"
#include "chip/core/watchpoint.h"

_Static_assert((int)TRANSFER_MAX == WATCHPOINT_UNITS,
               "an access has the units of an instruction");

/* An instruction that is not all in the window is fetched elsewhere, and has no
 * access that is watched (assumed). */
static struct op7 next_instruction(const struct chip *chip)
{
    struct op7 op = {.kind = V7_NOP};
    armv7m_peek(chip, &op);
    return op;
}

/* Without the values; size 0: no access. */
static struct watchpoint_access aim(const struct chip *chip,
                                    const struct op7 *op)
{
    struct transfer transfer = transfer_of(chip, op);
    if (armv7m_skips(chip, op))
        transfer.count = 0;
    return (struct watchpoint_access){
        .address = transfer.address,
        .size = (uint32_t)transfer.unit * transfer.count,
        .kind = transfer.is_store ? WATCHPOINT_WRITE : WATCHPOINT_READ,
        .unit = transfer.unit,
        .cycle = chip->cycle,
        .exception = chip->cpu.ipsr,
    };
}

static void add_values(const struct chip *chip, const struct op7 *op,
                       struct watchpoint_access *access)
{
    if (access->kind != WATCHPOINT_WRITE)
        return;
    transfer_values(chip, op, access->value);
    bus_held(chip, access->address, access->unit, access->size / access->unit,
             access->old);
}

/* An instruction that faults or is held by the bus does not count as executed:
 * its access has not been made. */
void armv7m_step_watched(struct chip *chip)
{
    uint64_t executed = chip->cpu.instructions;
    struct watchpoint_access access = {0};
    bool met = false;
    if (chip->cpu.t) {
        struct op7 op = next_instruction(chip);
        access = aim(chip, &op);
        met = access.size && watchpoint_meets(chip, &access);
        if (met)
            add_values(chip, &op, &access);
    }
    armv7m_step(chip);
    if (met && chip->cpu.instructions != executed)
        watchpoint_see(chip, &access);
}
