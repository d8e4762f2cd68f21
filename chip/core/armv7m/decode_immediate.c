/* SPDX-License-Identifier: MIT
 *
 * Data processing of immediates: modified (DDI0403 A5.3.1, A5.3.2), plain
 * binary, fields and saturation (A5.3.3).
 */
#include "chip/core/armv7m/decode_row.h"

/* DDI0403 A5.3.2; a = 1: the carry is its highest bit. A pattern of bytes that
 * are 0 is UNPREDICTABLE: 0 (assumed). */
static void set_constant(struct op7 *op, uint32_t insn)
{
    uint32_t code = wide_imm12(insn), byte = code & 0xFF, by = code >> 7;
    op->a = by >= 8;
    switch (code >> 8) {
    case 0: op->imm = byte; return;
    case 1: op->imm = byte * 0x00010001; return;
    case 2: op->imm = byte * 0x01000100; return;
    case 3: op->imm = byte * 0x01010101; return;
    }
    uint32_t value = 0x80 | (code & 0x7F);
    op->imm = value >> by | value << (32 - by);
}

static struct op7 constant(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind + bit(insn, 20));
    op.m = 0;
    if (kind == V7_MOV_IMM || kind == V7_MVN_IMM)
        op.n = 0;
    set_constant(&op, insn);
    return op;
}

static struct op7 constant_test(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind);
    op.d = op.m = 0;
    set_constant(&op, insn);
    return op;
}

/* d may be SP if n is. */
static struct op7 to_sp(uint32_t insn, struct op7 op, bool subtract)
{
    if (op.d != CPU_SP)
        return op;
    if (op.n != CPU_SP)
        return only(V7_UNPREDICTABLE);
    if (op.imm & 3) {
        op.kind = (uint16_t)wide_sp_kind(insn, subtract);
        op.m = CPU_PC;
    }
    return op;
}

static struct op7 constant_sp(const struct code7 *code, unsigned kind)
{
    return to_sp(wide_insn(code), constant(code, kind), kind == V7_SUB_IMM);
}

static struct op7 imm12_sp(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind);
    op.m = op.a = 0;
    op.imm = wide_imm12(insn);
    return to_sp(insn, op, kind == V7_SUB_IMM);
}

/* MOVW, MOVT */
static struct op7 imm16(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    uint32_t value = (insn >> 4 & 0xF000) | wide_imm12(insn);
    return (struct op7){.kind = (uint16_t)kind,
                        .d = field_d(insn),
                        .imm = bit(insn, 23) ? value << 16 : value};
}

static struct op7 adr(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code), base = (code->pc + 4) & ~3u;
    uint32_t offset = wide_imm12(insn);
    return (struct op7){.kind = (uint16_t)kind,
                        .d = field_d(insn),
                        .imm = bit(insn, 23) ? base - offset : base + offset};
}

/* ASR by 0 would be the 16-bit form, which a Cortex-M3 has not. */
static struct op7 saturate(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind);
    uint32_t by = wide_imm5(insn);
    if (bit(insn, 21) && !by)
        return only(V7_UNDEFINED);
    op.a = bit(insn, 21) ? SHIFT_ASR : SHIFT_LSL;
    op.imm = by;
    op.m = (uint8_t)((insn & 31) + (kind == V7_SSAT));
    return op;
}

static struct op7 saturate16(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind);
    op.a = 0;
    op.m = (uint8_t)((insn & 15) + (kind == V7_SSAT16));
    return op;
}

static struct op7 bit_field(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind);
    op.m = 0;
    op.imm = wide_imm5(insn);
    op.a = (insn & 31) + 1;
    return op.imm + op.a > 32 ? only(V7_UNPREDICTABLE) : op;
}

static struct op7 insert(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = wide_regs(code, kind);
    uint32_t low = wide_imm5(insn), high = insn & 31;
    op.m = 0;
    op.imm = low;
    op.a = (uint8_t)(high - low + 1);
    return high < low ? only(V7_UNPREDICTABLE) : op;
}

/* clang-format off */

static const struct row constant_rows[] = {
    ROW(F0100F00, FBF08F00, 0000, TST_IMM, constant_test, N, 0)
    ROW(F0000000, FBE08000, 0000, AND_IMM, constant, D | N, 0)
    ROW(F0200000, FBE08000, 0000, BIC_IMM, constant, D | N, 0)
    ROW(F04F0000, FBEF8000, 0000, MOV_IMM, constant, D, 0)
    ROW(F0400000, FBE08000, 0000, ORR_IMM, constant, D | N, 0)
    ROW(F06F0000, FBEF8000, 0000, MVN_IMM, constant, D, 0)
    ROW(F0600000, FBE08000, 0000, ORN_IMM, constant, D | N, 0)
    ROW(F0900F00, FBF08F00, 0000, TEQ_IMM, constant_test, N, 0)
    ROW(F0800000, FBE08000, 0000, EOR_IMM, constant, D | N, 0)
    ROW(F1100F00, FBF08F00, 0000, CMN_IMM, constant_test, N_PC, 0)
    ROW(F1000000, FBE08000, 0000, ADD_IMM, constant_sp, D_PC | N_PC, 0)
    ROW(F1400000, FBE08000, 0000, ADC_IMM, constant, D | N, 0)
    ROW(F1600000, FBE08000, 0000, SBC_IMM, constant, D | N, 0)
    ROW(F1B00F00, FBF08F00, 0000, CMP_IMM, constant_test, N_PC, 0)
    ROW(F1A00000, FBE08000, 0000, SUB_IMM, constant_sp, D_PC | N_PC, 0)
    ROW(F1C00000, FBE08000, 0000, RSB_IMM, constant, D | N, 0)
    ROW(F20F0000, FBFF8000, 0000, MOV_IMM, adr, D, 0)
    ROW(F2000000, FBF08000, 0000, ADD_IMM, imm12_sp, D_PC | N_PC, 0)
    ROW(F2400000, FBF08000, 0000, MOV_IMM, imm16, D, 0)
    ROW(F2AF0000, FBFF8000, 0000, MOV_IMM, adr, D, 0)
    ROW(F2A00000, FBF08000, 0000, SUB_IMM, imm12_sp, D_PC | N_PC, 0)
    ROW(F2C00000, FBF08000, 0000, MOVT, imm16, D, 0)
    ROW(F3200000, FBF0F0C0, 4000030, SSAT16, saturate16, D | N, SET_DSP)
    ROW(F3000000, FBD08000, 4000020, SSAT, saturate, D | N, 0)
    ROW(F3400000, FBF08000, 4000020, SBFX, bit_field, D | N, 0)
    ROW(F36F0000, FBFF8000, 4000020, BFC, insert, D, 0)
    ROW(F3600000, FBF08000, 4000020, BFI, insert, D | N, 0)
    ROW(F3A00000, FBF0F0C0, 4000030, USAT16, saturate16, D | N, SET_DSP)
    ROW(F3800000, FBD08000, 4000020, USAT, saturate, D | N, 0)
    ROW(F3C00000, FBF08000, 4000020, UBFX, bit_field, D | N, 0)
};

/* clang-format on */

const struct group decode7_immediate = GROUP(constant_rows);
