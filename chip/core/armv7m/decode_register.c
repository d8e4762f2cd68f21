/* SPDX-License-Identifier: MIT
 *
 * Data processing of registers: shifted (DDI0403 A5.3.11), and by their values
 * alone, with extension and the parallel operations (A5.3.12 to A5.3.15).
 */
#include "chip/core/armv7m/decode_row.h"

/* DDI0403 A7.4.2: ROR by 0 is RRX, LSR and ASR by 0 are by 32. */
static void set_shift(struct op7 *op, uint32_t insn, unsigned type)
{
    op->a = (uint8_t)type;
    op->imm = wide_imm5(insn);
    if (op->imm)
        return;
    if (type == SHIFT_ROR)
        op->a = SHIFT_RRX;
    else if (type != SHIFT_LSL)
        op->imm = 32;
}

static bool shifts(const struct op7 *op)
{
    return op->a != SHIFT_LSL || op->imm;
}

/* Behind each kind with a shift by a constant stands the one that sets flags.
 * Two before it are those without a shift. */
static struct op7 shifted(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind + bit(insn, 20));
    set_shift(&op, insn, insn >> 4 & 3);
    if (!shifts(&op))
        op.kind -= 2;
    return op;
}

static struct op7 shifted_test(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind);
    op.d = 0;
    set_shift(&op, insn, insn >> 4 & 3);
    if (!shifts(&op))
        op.kind -= 1;
    return op;
}

/* MOV of any register to any other, or a shift of a low one. */
static struct op7 shifted_move(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    static const uint16_t shifts_by[] = {V7_LSL_IMM, V7_LSR_IMM, V7_ASR_IMM};
    struct op7 op = shifted(code, kind);
    bool d_sp = op.d == CPU_SP, m_sp = op.m == CPU_SP;
    op.n = 0;
    if (shifts(&op) || bit(insn, 20) ? d_sp || m_sp : d_sp && m_sp)
        return only(V7_UNPREDICTABLE);
    if (d_sp)
        return (struct op7){.kind = V7_SP_MOV, .m = op.m};
    if (shifts(&op) && op.a <= SHIFT_ASR)
        op.kind = shifts_by[op.a] + bit(insn, 20);
    return op;
}

/* ADD, SUB: from SP to SP with a shift by 3 at most. */
static struct op7 shifted_sp(const struct code7 *code, unsigned kind)
{
    struct op7 op = shifted(code, kind);
    if (op.d != CPU_SP)
        return op;
    if (op.n != CPU_SP || op.a != SHIFT_LSL || op.imm > 3)
        return only(V7_UNPREDICTABLE);
    op.kind = (uint16_t)wide_sp_kind(wide_insn(code), kind == V7_SUB_SHIFT);
    return op;
}

static struct op7 pack(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind + bit(insn, 5));
    set_shift(&op, insn, bit(insn, 5) ? SHIFT_ASR : SHIFT_LSL);
    return op;
}

static struct op7 registers_s(const struct code7 *code, unsigned kind)
{
    return wide_regs(code, kind + bit(code->first, 4));
}

static struct op7 twice(const struct code7 *code, unsigned kind)
{
    struct op7 op = wide_regs(code, kind);
    if (op.n != op.m)
        return only(V7_UNPREDICTABLE);
    op.n = op.a = 0;
    return op;
}

static struct op7 extend(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind);
    op.a = 0;
    op.imm = (insn >> 4 & 3) * 8;
    return op;
}

static struct op7 parallel(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind);
    if ((insn >> 4 & 3) == 3)
        return only(V7_UNDEFINED);
    op.a = 0;
    op.imm = (insn >> 16 & 0x70) | (insn >> 4 & 7);
    return op;
}

static struct op7 qadd(const struct code7 *code, unsigned kind)
{
    return wide_regs(code, kind + (code->second >> 4 & 3));
}

/* clang-format off */

static const struct row shifted_rows[] = {
    ROW(EA100F00, FFF00F00, 8000, TST_SHIFT, shifted_test, N | M, 0)
    ROW(EA000000, FFE00000, 8000, AND_SHIFT, shifted, D | N | M, 0)
    ROW(EA200000, FFE00000, 8000, BIC_SHIFT, shifted, D | N | M, 0)
    ROW(EA4F0000, FFEF0000, 8000, MOV_SHIFT, shifted_move, D_PC | M_PC, 0)
    ROW(EA400000, FFE00000, 8000, ORR_SHIFT, shifted, D | N | M, 0)
    ROW(EA6F0000, FFEF0000, 8000, MVN_SHIFT, shifted, D | M, 0)
    ROW(EA600000, FFE00000, 8000, ORN_SHIFT, shifted, D | N | M, 0)
    ROW(EA900F00, FFF00F00, 8000, TEQ_SHIFT, shifted_test, N | M, 0)
    ROW(EA800000, FFE00000, 8000, EOR_SHIFT, shifted, D | N | M, 0)
    ROW(EAC00000, FFF00010, 8000, PKHBT, pack, D | N | M, SET_DSP)
    ROW(EB100F00, FFF00F00, 8000, CMN_SHIFT, shifted_test, N_PC | M, 0)
    ROW(EB000000, FFE00000, 8000, ADD_SHIFT, shifted_sp, D_PC | N_PC | M, 0)
    ROW(EB400000, FFE00000, 8000, ADC_SHIFT, shifted, D | N | M, 0)
    ROW(EB600000, FFE00000, 8000, SBC_SHIFT, shifted, D | N | M, 0)
    ROW(EBB00F00, FFF00F00, 8000, CMP_SHIFT, shifted_test, N_PC | M, 0)
    ROW(EBA00000, FFE00000, 8000, SUB_SHIFT, shifted_sp, D_PC | N_PC | M, 0)
    ROW(EBC00000, FFE00000, 8000, RSB_SHIFT, shifted, D | N | M, 0)
};

static const struct row register_rows[] = {
    ROW(FA00F000, FFE0F0F0, 0000, LSL_REG, registers_s, D | N | M, 0)
    ROW(FA20F000, FFE0F0F0, 0000, LSR_REG, registers_s, D | N | M, 0)
    ROW(FA40F000, FFE0F0F0, 0000, ASR_REG, registers_s, D | N | M, 0)
    ROW(FA60F000, FFE0F0F0, 0000, ROR_REG, registers_s, D | N | M, 0)
    ROW(FA0FF080, FFFFF080, 0040, SXTH, extend, D | M, 0)
    ROW(FA00F080, FFF0F080, 0040, SXTAH, extend, D | N | M, SET_DSP)
    ROW(FA1FF080, FFFFF080, 0040, UXTH, extend, D | M, 0)
    ROW(FA10F080, FFF0F080, 0040, UXTAH, extend, D | N | M, SET_DSP)
    ROW(FA2FF080, FFFFF080, 0040, SXTB16, extend, D | M, SET_DSP)
    ROW(FA20F080, FFF0F080, 0040, SXTAB16, extend, D | N | M, SET_DSP)
    ROW(FA3FF080, FFFFF080, 0040, UXTB16, extend, D | M, SET_DSP)
    ROW(FA30F080, FFF0F080, 0040, UXTAB16, extend, D | N | M, SET_DSP)
    ROW(FA4FF080, FFFFF080, 0040, SXTB, extend, D | M, 0)
    ROW(FA40F080, FFF0F080, 0040, SXTAB, extend, D | N | M, SET_DSP)
    ROW(FA5FF080, FFFFF080, 0040, UXTB, extend, D | M, 0)
    ROW(FA50F080, FFF0F080, 0040, UXTAB, extend, D | N | M, SET_DSP)
    ROW(FA80F000, FFF0F080, 0000, PARALLEL, parallel, D | N | M, SET_DSP)
    ROW(FA90F000, FFF0F080, 0000, PARALLEL, parallel, D | N | M, SET_DSP)
    ROW(FAA0F000, FFF0F080, 0000, PARALLEL, parallel, D | N | M, SET_DSP)
    ROW(FAC0F000, FFF0F080, 0000, PARALLEL, parallel, D | N | M, SET_DSP)
    ROW(FAD0F000, FFF0F080, 0000, PARALLEL, parallel, D | N | M, SET_DSP)
    ROW(FAE0F000, FFF0F080, 0000, PARALLEL, parallel, D | N | M, SET_DSP)
    ROW(FA80F080, FFF0F0C0, 0000, QADD, qadd, D | N | M, SET_DSP)
    ROW(FA90F080, FFF0F0F0, 0000, REV, twice, D | M, 0)
    ROW(FA90F090, FFF0F0F0, 0000, REV16, twice, D | M, 0)
    ROW(FA90F0A0, FFF0F0F0, 0000, RBIT, twice, D | M, 0)
    ROW(FA90F0B0, FFF0F0F0, 0000, REVSH, twice, D | M, 0)
    ROW(FAA0F080, FFF0F0F0, 0000, SEL, wide_regs, D | N | M, SET_DSP)
    ROW(FAB0F080, FFF0F0F0, 0000, CLZ, twice, D | M, 0)
};

/* clang-format on */

const struct group decode7_shifted = GROUP(shifted_rows);
const struct group decode7_register = GROUP(register_rows);
