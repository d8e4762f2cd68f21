/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/transfer.h"

static struct transfer load_by(const uint32_t *r, const struct op7 *op,
                               unsigned which)
{
    return (struct transfer){transfer_address(r, op, which % LOAD_FORMS),
                             load_type(which).bytes, 1, false};
}

static struct transfer store_by(const uint32_t *r, const struct op7 *op,
                                unsigned which)
{
    return (struct transfer){transfer_address(r, op, which % STORE_FORMS),
                             store_type(which).bytes, 1, true};
}

static struct transfer words(uint32_t address, unsigned count, bool is_store)
{
    return (struct transfer){address, 4, (uint8_t)count, is_store};
}

/* A STREX that fails stores nothing. */
static struct transfer exclusively(const uint32_t *r, bool exclusive,
                                   const struct op7 *op)
{
    bool is_store = op->kind == V7_STREX;
    bool done = !is_store || exclusive;
    return (struct transfer){r[op->n] + op->imm, op->a, done, is_store};
}

struct transfer transfer_with(const uint32_t *r, bool exclusive,
                              const struct op7 *op)
{
    if (op->kind < V7_LDR_IMM)
        return (struct transfer){0};
    if (op->kind < V7_STR_IMM)
        return load_by(r, op, op->kind - V7_LDR_IMM);
    if (op->kind < V7_LOAD_OTHER)
        return store_by(r, op, op->kind - V7_STR_IMM);
    switch (op->kind) {
    case V7_LOAD_OTHER: return words(transfer_address(r, op, op->a), 1, false);
    case V7_LOAD_USER: return load_by(r, op, op->a);
    case V7_STORE_USER: return store_by(r, op, op->a);
    case V7_LDRD:
    case V7_STRD:
        return words(transfer_address(r, op, op->m), 2, op->kind == V7_STRD);
    case V7_LDM:
    case V7_LDM_PC:
    case V7_STM:
        return words(list_address(r, op), list_bytes(op) / 4,
                     op->kind == V7_STM);
    case V7_LDREX:
    case V7_STREX: return exclusively(r, exclusive, op);
    case V7_TBB:
    case V7_TBH:
        return (struct transfer){table_address(r, op),
                                 op->kind == V7_TBH ? 2 : 1, 1, false};
    case V7_VLDR:
    case V7_VSTR:
        return words(transfer_address(r, op, op->m), op->a,
                     op->kind == V7_VSTR);
    case V7_VLDM:
    case V7_VSTM:
        return words(float_list_address(r, op), op->a, op->kind == V7_VSTM);
    default: return (struct transfer){0};
    }
}

struct transfer transfer_of(const struct chip *chip, const struct op7 *op)
{
    return transfer_with(chip->cpu.r, armv7m(chip)->exclusive, op);
}

void transfer_values(const struct chip *chip, const struct op7 *op,
                     uint32_t values[TRANSFER_MAX])
{
    const uint32_t *r = chip->cpu.r;
    struct transfer transfer = transfer_of(chip, op);
    switch (op->kind) {
    case V7_STRD:
        values[0] = r[op->d];
        values[1] = r[op->a];
        break;
    case V7_STM:
        for (uint32_t list = op->imm; list; list &= list - 1)
            *values++ = r[__builtin_ctz(list)];
        break;
    case V7_STREX: values[0] = r[op->m]; break;
    case V7_VSTR:
    case V7_VSTM:
        for (unsigned i = 0; i < op->a; i++)
            values[i] = armv7m(chip)->s[op->d + i];
        break;
    default: values[0] = r[op->d]; break;
    }
    if (transfer.unit < 4)
        values[0] &= (1u << 8 * transfer.unit) - 1;
}
