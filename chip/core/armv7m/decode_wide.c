/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/decode.h"
#include "chip/core/armv7m/decode_row.h"

static bool is_refused(uint8_t reg, unsigned refused)
{
    return (refused & 1 && reg == CPU_PC) || (refused & 2 && reg == CPU_SP);
}

static bool unpredictable(uint32_t insn, const struct row *row)
{
    return (insn ^ row->bits) & row->should ||
           is_refused(field_d(insn), row->refused) ||
           is_refused(field_n(insn), row->refused >> 2) ||
           is_refused(field_m(insn), row->refused >> 4) ||
           is_refused(field_a(insn), row->refused >> 6);
}

static const struct group *group_of(const struct code7 *code)
{
    static const struct group none;
    uint32_t top = code->first >> 8;
    if (top < 0xEA)
        return &decode7_memory;
    if (top < 0xF0)
        return top < 0xEC ? &decode7_shifted : &decode7_float;
    if (top < 0xF8)
        return code->second >> 15 ? &decode7_control : &decode7_immediate;
    switch (top) {
    case 0xF8:
    case 0xF9: return &decode7_single;
    case 0xFA: return &decode7_register;
    case 0xFB: return &decode7_multiply;
    default: return &none;
    }
}

/* The space of coprocessors, 111x11yy with yy not 11: those that are not there
 * are said to be absent. */
static struct op7 no_row(const struct code7 *code)
{
    uint32_t top = code->first >> 8, number = code->second >> 8 & 15;
    if ((top & 0xEC) != 0xEC || (top & 3) == 3)
        return only(V7_UNDEFINED);
    if (number >> 1 != 5 || !(code->sets & SET_FPU))
        return only(V7_NOCP);
    struct op7 op = only(V7_UNDEFINED);
    op.a = true;
    return op;
}

static struct op7 fit(const struct code7 *code, uint32_t insn,
                      const struct row *row)
{
    struct op7 op = unpredictable(insn, row) ? only(V7_UNPREDICTABLE)
                                             : row->form(code, row->kind);
    if (op.kind == V7_UNPREDICTABLE || op.kind == V7_UNDEFINED)
        op.a = row->set == SET_FPU;
    return op;
}

struct op7 decode7_wide(const struct code7 *code)
{
    uint32_t insn = wide_insn(code);
    const struct group *group = group_of(code);
    for (size_t i = 0; i < group->count; i++) {
        const struct row *row = &group->rows[i];
        if (!((insn ^ row->bits) & row->mask) && !(row->set & ~code->sets))
            return fit(code, insn, row);
    }
    return no_row(code);
}
