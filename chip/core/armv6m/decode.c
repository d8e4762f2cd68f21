/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/decode.h"

#include "chip/core/cpu.h"
#include "chip/little_endian.h"

/* --- what they access --- */

const struct op_form op_forms[OP_KINDS] = {
    [OP_LDR_LITERAL] = {.unit = 4},
    [OP_LDR_REG] = {.unit = 4, .by_register = true},
    [OP_LDRH_REG] = {.unit = 2, .by_register = true},
    [OP_LDRB_REG] = {.unit = 1, .by_register = true},
    [OP_LDRSH_REG] = {.unit = 2, .is_signed = true, .by_register = true},
    [OP_LDRSB_REG] = {.unit = 1, .is_signed = true, .by_register = true},
    [OP_LDR_IMM] = {.unit = 4},
    [OP_LDRH_IMM] = {.unit = 2},
    [OP_LDRB_IMM] = {.unit = 1},
    [OP_STR_REG] = {.unit = 4, .is_store = true, .by_register = true},
    [OP_STRH_REG] = {.unit = 2, .is_store = true, .by_register = true},
    [OP_STRB_REG] = {.unit = 1, .is_store = true, .by_register = true},
    [OP_STR_IMM] = {.unit = 4, .is_store = true},
    [OP_STRH_IMM] = {.unit = 2, .is_store = true},
    [OP_STRB_IMM] = {.unit = 1, .is_store = true},
    [OP_LDM] = {.unit = 4, .is_list = true},
    [OP_STM] = {.unit = 4, .is_store = true, .is_list = true},
    [OP_PUSH] = {.unit = 4, .is_store = true, .is_list = true},
    [OP_POP] = {.unit = 4, .is_list = true},
    [OP_POP_PC] = {.unit = 4, .is_list = true},
};

/* --- one instruction; the numbers are those of DDI0419 A5.2 --- */

static struct op slow(void)
{
    return (struct op){.kind = OP_SLOW};
}

static struct op shift(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_LSL_IMM, OP_LSR_IMM, OP_ASR_IMM};
    unsigned which = insn >> 11 & 3, by = insn >> 6 & 31;
    struct op op = {.kind = kinds[which], .d = insn & 7, .n = insn >> 3 & 7};
    op.m = by;
    if (by == 0 && which == 0)
        op.kind = OP_MOVS;
    else if (by == 0)
        op.m = 32;
    return op;
}

static struct op add_subtract(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_ADD_REG, OP_SUB_REG, OP_ADD_IMM,
                                    OP_SUB_IMM};
    return (struct op){.kind = kinds[insn >> 9 & 3],
                       .d = insn & 7,
                       .n = insn >> 3 & 7,
                       .m = insn >> 6 & 7};
}

static struct op immediate8(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_MOV_IMM, OP_CMP_IMM, OP_ADD_IMM,
                                    OP_SUB_IMM};
    uint8_t d = insn >> 8 & 7;
    return (struct op){
        .kind = kinds[insn >> 11 & 3], .d = d, .n = d, .m = insn & 0xFF};
}

static struct op data_processing(uint32_t insn)
{
    static const uint8_t kinds[] = {
        OP_AND, OP_EOR, OP_LSL, OP_LSR, OP_ASR, OP_ADC, OP_SBC, OP_ROR,
        OP_TST, OP_RSB, OP_CMP, OP_CMN, OP_ORR, OP_MUL, OP_BIC, OP_MVN};
    return (struct op){
        .kind = kinds[insn >> 6 & 15], .d = insn & 7, .n = insn >> 3 & 7};
}

/* PC as an operand is rare, except in MOV PC, the jump of a switch. */
static struct op special_data(uint32_t insn)
{
    struct op op = {.d = (insn >> 4 & 8) | (insn & 7), .n = insn >> 3 & 15};
    unsigned which = insn >> 8 & 3;

    if (op.n == CPU_PC || (which == 3 && insn & 7))
        return slow();
    if (which == 3)
        op.kind = insn & 0x80 ? OP_BLX : OP_BX;
    else if (which == 1)
        op.kind = op.d == CPU_PC ? OP_SLOW : OP_CMP;
    else if (which == 2 && op.d >= CPU_SP)
        op.kind = op.d == CPU_PC   ? OP_MOV_PC
                  : op.d == CPU_SP ? OP_MOV_SP
                                   : OP_MOV_HIGH;
    else
        op.kind = op.d == CPU_PC || op.d == CPU_SP ? OP_SLOW
                  : which == 2                     ? OP_MOV_HIGH
                                                   : OP_ADD_HIGH;
    return op;
}

static struct op load_store_register(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_STR_REG,   OP_STRH_REG, OP_STRB_REG,
                                    OP_LDRSB_REG, OP_LDR_REG,  OP_LDRH_REG,
                                    OP_LDRB_REG,  OP_LDRSH_REG};
    return (struct op){.kind = kinds[insn >> 9 & 7],
                       .d = insn & 7,
                       .n = insn >> 3 & 7,
                       .m = insn >> 6 & 7};
}

static struct op load_store_immediate(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_STR_IMM,  OP_LDR_IMM,  OP_STRB_IMM,
                                    OP_LDRB_IMM, OP_STRH_IMM, OP_LDRH_IMM};
    uint8_t kind = kinds[(insn >> 11) - 12];
    return (struct op){.kind = kind,
                       .d = insn & 7,
                       .n = insn >> 3 & 7,
                       .m = op_forms[kind].unit * (insn >> 6 & 31)};
}

/* LDR and STR by SP, ADD of SP */
static struct op sp_relative(uint32_t insn, enum op_kind kind)
{
    return (struct op){
        .kind = kind, .d = insn >> 8 & 7, .n = CPU_SP, .m = 4 * (insn & 0xFF)};
}

/* LDR literal, ADR */
static struct op pc_relative(const struct straight *code, uint32_t at,
                             uint32_t insn, enum op_kind kind)
{
    uint32_t base = (code->pc + 2 * at + 4) & ~3u;
    return (struct op){.kind = kind,
                       .d = insn >> 8 & 7,
                       .m = base - code->pc + 4 * (insn & 0xFF)};
}

static struct op extend(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_SXTH, OP_SXTB, OP_UXTH, OP_UXTB};
    return (struct op){
        .kind = kinds[insn >> 6 & 3], .d = insn & 7, .n = insn >> 3 & 7};
}

static struct op reverse(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_REV, OP_REV16, OP_SLOW, OP_REVSH};
    return (struct op){
        .kind = kinds[insn >> 6 & 3], .d = insn & 7, .n = insn >> 3 & 7};
}

static struct op multiple(enum op_kind kind, uint32_t n, uint32_t list)
{
    if (!list && kind != OP_POP_PC)
        return slow();
    return (struct op){.kind = kind, .n = n, .m = list};
}

static struct op miscellaneous(uint32_t insn)
{
    uint32_t words = 4 * (insn & 0x7F);

    switch (insn >> 8 & 15) {
    case 0x0:
        return (struct op){.kind = OP_ADDRESS,
                           .d = CPU_SP,
                           .n = CPU_SP,
                           .m = insn & 0x80 ? 0 - words : words};
    case 0x2: return extend(insn);
    case 0x4:
    case 0x5:
        return multiple(OP_PUSH, CPU_SP,
                        (insn & 0xFF) | (insn >> 8 & 1) << CPU_LR);
    case 0xA: return reverse(insn);
    case 0xC: return multiple(OP_POP, CPU_SP, insn & 0xFF);
    case 0xD: return multiple(OP_POP_PC, CPU_SP, insn & 0xFF);
    case 0xF: return (struct op){.kind = insn == 0xBF00 ? OP_NOP : OP_SLOW};
    default: return slow();
    }
}

static struct op branch_if(uint32_t at, uint32_t insn)
{
    uint32_t condition = insn >> 8 & 15;
    if (condition >= 14)
        return slow();
    return (struct op){.kind = OP_BEQ + condition,
                       .m = 2 * at + 4 + 2 * (uint32_t)(int8_t)insn};
}

static struct op branch(uint32_t at, uint32_t insn)
{
    uint32_t offset = (insn & 0x7FF) << 1;
    return (struct op){.kind = OP_B,
                       .m = 2 * at + 4 + (offset ^ 0x800) - 0x800};
}

uint32_t code_halfword(const struct straight *code, uint32_t at)
{
    return little_endian(code->bytes + 2 * at, 2);
}

/* BL; the other 32-bit instructions are rare. */
static struct op wide(const struct straight *code, uint32_t at, uint32_t insn)
{
    if (at + 2 > code->room)
        return slow();
    uint32_t second = code_halfword(code, at + 1);
    if ((second & 0xD000) != 0xD000)
        return slow();
    return (struct op){.kind = OP_BL,
                       .m = 2 * at + 4 + cpu_bl_offset(insn, second)};
}

struct op decode(const struct straight *code, uint32_t at)
{
    uint32_t insn = code_halfword(code, at);

    switch (insn >> 11) {
    case 0:
    case 1:
    case 2: return shift(insn);
    case 3: return add_subtract(insn);
    case 4:
    case 5:
    case 6:
    case 7: return immediate8(insn);
    case 8: return insn & 0x400 ? special_data(insn) : data_processing(insn);
    case 9: return pc_relative(code, at, insn, OP_LDR_LITERAL);
    case 10:
    case 11: return load_store_register(insn);
    case 12:
    case 13:
    case 14:
    case 15:
    case 16:
    case 17: return load_store_immediate(insn);
    case 18: return sp_relative(insn, OP_STR_IMM);
    case 19: return sp_relative(insn, OP_LDR_IMM);
    case 20: return pc_relative(code, at, insn, OP_ADR);
    case 21: return sp_relative(insn, OP_ADDRESS);
    case 22:
    case 23: return miscellaneous(insn);
    case 24: return multiple(OP_STM, insn >> 8 & 7, insn & 0xFF);
    case 25: return multiple(OP_LDM, insn >> 8 & 7, insn & 0xFF);
    case 26:
    case 27: return branch_if(at, insn);
    case 28: return branch(at, insn);
    case 30: return wide(code, at, insn);
    default: return slow();
    }
}
