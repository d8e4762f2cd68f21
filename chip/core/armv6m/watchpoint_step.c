/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/watchpoint_step.h"

#include "chip/bus.h"
#include "chip/core/armv6m/decode.h"
#include "chip/core/armv6m/step.h"
#include "chip/core/cpu.h"
#include "chip/core/watchpoint.h"

/* --- what an instruction stores --- */

static void find_values(const struct cpu *cpu, const struct op *op,
                        uint32_t values[WATCHPOINT_UNITS])
{
    const struct op_form *form = &op_forms[op->kind];
    uint32_t list = form->is_list ? op->m : 1u << op->d;
    for (; list; list &= list - 1)
        *values++ =
            cpu->r[__builtin_ctz(list)] & (UINT32_MAX >> (32 - 8 * form->unit));
}

/* --- what the next instruction does --- */

static struct op next_instruction(const struct chip *chip)
{
    const struct window *window = &chip->cpu.window;
    uint32_t pc = chip->cpu.r[CPU_PC];
    const struct straight code = {
        .bytes = (const uint8_t *)chip + window->offset + (pc - window->lo),
        .room = 1, /* no load or store is longer */
        .pc = pc,
    };
    return decode(&code, 0);
}

/* Without the values; size 0: no access. */
static struct watchpoint_access aim(const struct chip *chip,
                                    const struct op *op)
{
    const struct op_form *form = &op_forms[op->kind];
    struct op_access data = op_access(op, chip->cpu.r[CPU_PC], chip->cpu.r);
    return (struct watchpoint_access){
        .address = data.address,
        .size = data.size,
        .kind = form->is_store ? WATCHPOINT_WRITE : WATCHPOINT_READ,
        .unit = form->unit,
        .cycle = chip->cycle,
        .exception = chip->cpu.ipsr,
    };
}

static void add_values(const struct chip *chip, const struct op *op,
                       struct watchpoint_access *access)
{
    if (access->kind != WATCHPOINT_WRITE)
        return;
    find_values(&chip->cpu, op, access->value);
    bus_held(chip, access->address, access->unit, access->size / access->unit,
             access->old);
}

struct watchpoint_access watchpoint_step_access(const struct chip *chip)
{
    struct op op = next_instruction(chip);
    struct watchpoint_access access = {0};
    if (op_forms[op.kind].unit) {
        access = aim(chip, &op);
        add_values(chip, &op, &access);
    }
    return access;
}

/* An instruction that faults or is held by the bus does not count as executed:
 * its access has not been made. */
void watchpoint_step(struct chip *chip)
{
    uint64_t executed = chip->cpu.instructions;
    struct op op = next_instruction(chip);
    struct watchpoint_access access;
    bool met = false;
    if (op_forms[op.kind].unit && chip->cpu.t) {
        access = aim(chip, &op);
        met = watchpoint_meets(chip, &access);
        if (met)
            add_values(chip, &op, &access);
    }
    armv6m_step(chip);
    if (met && chip->cpu.instructions != executed)
        watchpoint_see(chip, &access);
}
