/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/watchpoint_step.h"

#include "chip/bus.h"
#include "chip/core/armv7m/step.h"
#include "chip/core/armv7m/transfer.h"
#include "chip/core/fetch.h"
#include "chip/core/watchpoint.h"

_Static_assert((int)TRANSFER_MAX == WATCHPOINT_UNITS,
               "an access has the units of an instruction");

/* Decodes the next instruction, if the window has all of it: else it is fetched
 * elsewhere, and has no access that is watched (assumed). */
static struct op7 next_instruction(const struct chip *chip)
{
    const struct window *window = &chip->cpu.window;
    uint32_t pc = chip->cpu.r[CPU_PC];
    struct code7 code = {.pc = pc,
                         .first = (uint16_t)fetch_halfword(chip, pc),
                         .it = armv7m(chip)->it,
                         .sets = armv7m_sets(chip)};
    if (decode7_is_wide(code.first)) {
        if (pc + 2 - window->lo >= window->size)
            return (struct op7){.kind = V7_NOP};
        code.second = (uint16_t)fetch_halfword(chip, pc + 2);
    }
    return decode7(&code);
}

/* Without the values; size 0: no access. */
static struct watchpoint_access aim(const struct chip *chip,
                                    const struct op7 *op)
{
    uint8_t it = armv7m(chip)->it;
    struct transfer transfer = transfer_of(chip, op);
    if (it && !armv7m_condition(&chip->cpu, it >> 4))
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
