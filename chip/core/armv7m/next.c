/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/next.h"

#include "chip/bus.h"
#include "chip/core/armv7m/step.h"
#include "chip/core/armv7m/transfer.h"
#include "chip/core/cpu.h"

/* Returns whether it neither sleeps nor raises an exception in any case. Lazy
 * stacking is plain: FPCCR shows that it was done. */
static bool is_plain(const struct op7 *op)
{
    switch (op->kind) {
    case V7_WFE:
    case V7_WFI:
    case V7_SEV:
    case V7_SVC:
    case V7_BKPT:
    case V7_UNDEFINED:
    case V7_UNPREDICTABLE:
    case V7_NOCP: return false;
    default: return true;
    }
}

static void find_access(const struct chip *chip, const struct op7 *op,
                        struct core_next *next)
{
    uint32_t values[TRANSFER_MAX];
    struct transfer transfer = transfer_of(chip, op);
    if (!transfer.count)
        return;
    *next = (struct core_next){
        .address = transfer.address,
        .size = (uint32_t)transfer.unit * transfer.count,
        .unit = transfer.unit,
        .is_store = transfer.is_store,
        .is_list = transfer.count > 1,
        .target = op->d,
    };
    if (!transfer.is_store || next->is_list)
        return;
    transfer_values(chip, op, values);
    next->value = values[0];
}

/* PC is what is loaded last. */
static bool returns_by_load(struct chip *chip, const struct core_next *next)
{
    uint32_t target;
    return !bus_look(chip, next->address + next->size - 4, 4, &target) ||
           cpu_is_return(&chip->cpu, target);
}

static bool is_return(struct chip *chip, const struct op7 *op,
                      const struct core_next *next)
{
    switch (op->kind) {
    case V7_BX: return cpu_is_return(&chip->cpu, chip->cpu.r[op->m]);
    case V7_LDM_PC: return returns_by_load(chip, next);
    case V7_LOAD_OTHER: return op->d == CPU_PC && returns_by_load(chip, next);
    default: return false;
    }
}

bool armv7m_next(struct chip *chip, struct core_next *next)
{
    struct op7 op;
    if (!armv7m_peek(chip, &op))
        return false;
    if (armv7m_skips(chip, &op))
        return true;
    find_access(chip, &op, next);
    next->may_unmask = op.kind == V7_CPS || op.kind == V7_MSR;
    return is_plain(&op) && !is_return(chip, &op, next);
}
