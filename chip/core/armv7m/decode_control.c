/* SPDX-License-Identifier: MIT
 *
 * Branches and miscellaneous control, DDI0403 A5.3.4.
 */
#include "chip/core/armv7m/decode_row.h"
#include "chip/core/cpu.h"

/* imm = S : J2 : J1 : imm6 : imm11 : 0 */
static struct op7 branch_if(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    uint32_t condition = insn >> 22 & 15;
    uint32_t offset = (0 - (uint32_t)bit(insn, 26)) << 20 |
                      (uint32_t)bit(insn, 11) << 19 |
                      (uint32_t)bit(insn, 13) << 18 |
                      (insn >> 16 & 0x3F) << 12 | (insn & 0x7FF) << 1;
    if (condition >= 14)
        return only(V7_UNDEFINED);
    return (struct op7){.kind = (uint16_t)(kind + condition),
                        .imm = code->pc + 4 + offset};
}

static struct op7 branch(const struct code7 *code, unsigned kind)
{
    uint32_t offset = cpu_bl_offset(code->first, code->second);
    return (struct op7){.kind = (uint16_t)kind, .imm = code->pc + 4 + offset};
}

static struct op7 hint(const struct code7 *code, unsigned kind)
{
    static const uint16_t hints[] = {V7_NOP, V7_NOP, V7_WFE, V7_WFI, V7_SEV};
    uint32_t which = code->second & 0xFF;
    return only(which < 5 ? hints[which] : kind);
}

/* The mask is bits 11:10: NZCVQ, GE. */
static struct op7 msr(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    uint8_t mask = insn >> 10 & 3;
    return mask ? (struct op7){.kind = (uint16_t)kind,
                               .n = field_n(insn),
                               .a = mask,
                               .imm = insn & 0xFF}
                : only(V7_UNPREDICTABLE);
}

static struct op7 mrs(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    return (struct op7){
        .kind = (uint16_t)kind, .d = field_d(insn), .imm = insn & 0xFF};
}

/* clang-format off */

static const struct row control_rows[] = {
    ROW(F3AF8000, FFF0D700, F2800, NOP, hint, 0, 0)
    ROW(F3BF8F2F, FFF0D0F0, F2F0F, CLREX, wide_none, 0, 0)
    ROW(F3BF8F40, FFF0D0F0, F2F00, NOP, wide_none, 0, 0)
    ROW(F3BF8F50, FFF0D0F0, F2F00, NOP, wide_none, 0, 0)
    ROW(F3BF8F60, FFF0D0F0, F2F00, NOP, wide_none, 0, 0)
    ROW(F3808000, FFE0D000, 102300, MSR, msr, N, 0)
    ROW(F3EF8000, FFE0D000, 1F2000, MRS, mrs, D, 0)
    ROW(F7F0A000, FFF0F000, 0000, UNDEFINED, wide_none, 0, 0)
    ROW(F0008000, F800D000, 0000, BEQ, branch_if, 0, 0)
    ROW(F0009000, F800D000, 0000, B, branch, 0, 0)
    ROW(F000D000, F800D000, 0000, BL, branch, 0, 0)
};

/* clang-format on */

const struct group decode7_control = GROUP(control_rows);
