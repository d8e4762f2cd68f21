/* SPDX-License-Identifier: MIT
 *
 * Products and division, DDI0403 A5.3.16 and A5.3.17.
 */
#include "chip/core/armv7m/decode_row.h"

static struct op7 with_imm(const struct code7 *code, unsigned kind,
                           uint32_t imm)
{
    struct op7 op = wide_regs(code, kind);
    op.imm = imm;
    return op;
}

static struct op7 one_bit(const struct code7 *code, unsigned kind)
{
    return with_imm(code, kind, code->second >> 4 & 1);
}

/* Which halves are meant. */
static struct op7 two_tops(const struct code7 *code, unsigned kind)
{
    return with_imm(code, kind, code->second >> 4 & 3);
}

/* d is the high register, a the low one. */
static struct op7 unlike(struct op7 op)
{
    return op.d == op.a ? only(V7_UNPREDICTABLE) : op;
}

static struct op7 long_form(const struct code7 *code, unsigned kind)
{
    return unlike(wide_regs(code, kind));
}

static struct op7 long_one_bit(const struct code7 *code, unsigned kind)
{
    return unlike(one_bit(code, kind));
}

static struct op7 long_tops(const struct code7 *code, unsigned kind)
{
    return unlike(two_tops(code, kind));
}

/* clang-format off */

static const struct row multiply_rows[] = {
    ROW(FB00F000, FFF0F0F0, 0000, MUL, wide_regs, D | N | M, 0)
    ROW(FB000000, FFF000F0, 0000, MLA, wide_regs, D | N | M | A, 0)
    ROW(FB000010, FFF000F0, 0000, MLS, wide_regs, D | N | M | A, 0)
    ROW(FB10F000, FFF0F0C0, 0000, SMLAXY, two_tops, D | N | M, SET_DSP)
    ROW(FB100000, FFF000C0, 0000, SMLAXY, two_tops, D | N | M | A, SET_DSP)
    ROW(FB20F000, FFF0F0E0, 0000, SMLAD, one_bit, D | N | M, SET_DSP)
    ROW(FB200000, FFF000E0, 0000, SMLAD, one_bit, D | N | M | A, SET_DSP)
    ROW(FB30F000, FFF0F0E0, 0000, SMLAWY, one_bit, D | N | M, SET_DSP)
    ROW(FB300000, FFF000E0, 0000, SMLAWY, one_bit, D | N | M | A, SET_DSP)
    ROW(FB40F000, FFF0F0E0, 0000, SMLSD, one_bit, D | N | M, SET_DSP)
    ROW(FB400000, FFF000E0, 0000, SMLSD, one_bit, D | N | M | A, SET_DSP)
    ROW(FB50F000, FFF0F0E0, 0000, SMMLA, one_bit, D | N | M, SET_DSP)
    ROW(FB500000, FFF000E0, 0000, SMMLA, one_bit, D | N | M | A, SET_DSP)
    ROW(FB600000, FFF000E0, 0000, SMMLS, one_bit, D | N | M | A, SET_DSP)
    ROW(FB70F000, FFF0F0F0, 0000, USADA8, wide_regs, D | N | M, SET_DSP)
    ROW(FB700000, FFF000F0, 0000, USADA8, wide_regs, D | N | M | A, SET_DSP)
    ROW(FB800000, FFF000F0, 0000, SMULL, long_form, D | N | M | A, 0)
    ROW(FB90F0F0, FFF000F0, F000, SDIV, wide_regs, D | N | M, 0)
    ROW(FBA00000, FFF000F0, 0000, UMULL, long_form, D | N | M | A, 0)
    ROW(FBB0F0F0, FFF000F0, F000, UDIV, wide_regs, D | N | M, 0)
    ROW(FBC00000, FFF000F0, 0000, SMLAL, long_form, D | N | M | A, 0)
    ROW(FBC00080, FFF000C0, 0000, SMLALXY, long_tops, D | N | M | A, SET_DSP)
    ROW(FBC000C0, FFF000E0, 0000, SMLALD, long_one_bit, D | N | M | A, SET_DSP)
    ROW(FBD000C0, FFF000E0, 0000, SMLSLD, long_one_bit, D | N | M | A, SET_DSP)
    ROW(FBE00000, FFF000F0, 0000, UMLAL, long_form, D | N | M | A, 0)
    ROW(FBE00060, FFF000F0, 0000, UMAAL, long_form, D | N | M | A, SET_DSP)
};

/* clang-format on */

const struct group decode7_multiply = GROUP(multiply_rows);
