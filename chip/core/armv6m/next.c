/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/next.h"

#include "chip/core/armv6m/decode.h"
#include "chip/core/cpu.h"
#include "chip/core/sram.h"

static struct op decode_next(const struct chip *chip)
{
    const struct window *window = &chip->cpu.window;
    uint32_t pc = chip->cpu.r[CPU_PC], at = pc - window->lo;
    const struct straight code = {(const uint8_t *)chip + window->offset + at,
                                  (window->size - at) / 2, pc};
    return decode(&code, 0);
}

static void find_access(const struct chip *chip, const struct op *op,
                        struct core_next *next)
{
    const struct op_form *form = &op_forms[op->kind];
    const uint32_t *r = chip->cpu.r;
    if (!form->unit)
        return;
    struct op_access access = op_access(op, r[CPU_PC], r);
    *next = (struct core_next){
        .address = access.address,
        .size = access.size,
        .unit = form->unit,
        .is_store = form->is_store,
        .is_list = form->is_list,
        .target = form->is_list ? 0 : op->d,
        .value = form->is_list ? 0 : r[op->d],
    };
}

/* PC is the last register of its list. A stack that is not in SRAM is no good
 * for a turn. */
static bool returns_by_stack(const struct chip *chip,
                             const struct core_next *next)
{
    uint32_t at = next->address + next->size - 4;
    return !in_sram(chip, at, 4) ||
           cpu_is_return(&chip->cpu, little_endian(sram_at(chip, at), 4));
}

/* A return from an exception may take the next one at once; then the exceptions
 * that are pending or active have changed. */
static bool is_return(const struct chip *chip, const struct op *op,
                      const struct core_next *next)
{
    switch ((enum op_kind)op->kind) {
    case OP_BX:
    case OP_BLX: return cpu_is_return(&chip->cpu, chip->cpu.r[op->n]);
    case OP_POP_PC: return returns_by_stack(chip, next);
    default: return false;
    }
}

bool armv6m_next(struct chip *chip, struct core_next *next)
{
    struct op op = decode_next(chip);
    find_access(chip, &op, next);
    return op.kind != OP_SLOW && !is_return(chip, &op, next);
}
