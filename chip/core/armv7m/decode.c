/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/decode.h"

#include "chip/state.h"

/* --- 16-bit instructions, by their bits 15:6 --- */

typedef struct op7 decode_form(const struct code7 *code, unsigned kind);

static struct op7 none(const struct code7 *code, unsigned kind)
{
    (void)code;
    return (struct op7){.kind = (uint16_t)kind};
}

/* The form that sets flags stands behind the one that does not; inside an IT
 * block the latter is meant. */
static unsigned flags(const struct code7 *code, unsigned kind)
{
    return kind + !code->it;
}

static struct op7 shift_imm(const struct code7 *code, unsigned kind)
{
    uint32_t insn = code->first, by = insn >> 6 & 31;
    if (!by && kind == V7_LSL_IMM)
        kind = V7_MOV_REG;
    return (struct op7){.kind = (uint16_t)flags(code, kind),
                        .d = insn & 7,
                        .m = insn >> 3 & 7,
                        .imm = by ? by : 32};
}

static struct op7 three_low(const struct code7 *code, unsigned kind)
{
    uint32_t insn = code->first;
    return (struct op7){.kind = (uint16_t)flags(code, kind),
                        .d = insn & 7,
                        .n = insn >> 3 & 7,
                        .m = insn >> 6 & 7};
}

static struct op7 imm3(const struct code7 *code, unsigned kind)
{
    struct op7 op = three_low(code, kind);
    op.imm = op.m;
    op.m = 0;
    return op;
}

static struct op7 imm8(const struct code7 *code, unsigned kind)
{
    uint8_t d = code->first >> 8 & 7;
    return (struct op7){.kind = (uint16_t)flags(code, kind),
                        .d = d,
                        .n = d,
                        .imm = code->first & 0xFF};
}

static struct op7 compare_imm8(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind,
                        .n = code->first >> 8 & 7,
                        .imm = code->first & 0xFF};
}

static struct op7 data(const struct code7 *code, unsigned kind)
{
    uint8_t dn = code->first & 7;
    return (struct op7){.kind = (uint16_t)flags(code, kind),
                        .d = dn,
                        .n = dn,
                        .m = code->first >> 3 & 7};
}

static struct op7 test(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind,
                        .n = code->first & 7,
                        .m = code->first >> 3 & 7};
}

/* RSB Rd, Rn, #0 */
static struct op7 negate(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)flags(code, kind),
                        .d = code->first & 7,
                        .n = code->first >> 3 & 7};
}

static uint8_t high_d(uint32_t insn)
{
    return (insn >> 4 & 8) | (insn & 7);
}

static uint32_t pc_base(const struct code7 *code)
{
    return code->pc + 4;
}

static struct op7 add_high(const struct code7 *code, unsigned kind)
{
    uint8_t d = high_d(code->first), m = code->first >> 3 & 15;
    if (d == CPU_PC && m == CPU_PC)
        return none(code, V7_UNPREDICTABLE);
    if (d == CPU_PC)
        return (struct op7){.kind = V7_JUMP, .m = m, .imm = pc_base(code)};
    struct op7 op = {.kind = (uint16_t)kind, .d = d, .n = d, .m = m};
    if (m == CPU_PC) {
        op.kind = V7_ADD_IMM;
        op.imm = pc_base(code);
    }
    if (d == CPU_SP) {
        op.kind = V7_SP_ADD;
        op.imm = m == CPU_PC ? pc_base(code) : 0;
    }
    return op;
}

static struct op7 compare_high(const struct code7 *code, unsigned kind)
{
    uint8_t n = high_d(code->first), m = code->first >> 3 & 15;
    if (n == CPU_PC || m == CPU_PC)
        return none(code, V7_UNPREDICTABLE);
    return (struct op7){.kind = (uint16_t)kind, .n = n, .m = m};
}

static struct op7 move_high(const struct code7 *code, unsigned kind)
{
    uint8_t d = high_d(code->first), m = code->first >> 3 & 15;
    bool of_pc = m == CPU_PC;
    if (d == CPU_PC && of_pc)
        return (struct op7){.kind = V7_B, .imm = pc_base(code)};
    if (d == CPU_PC)
        return (struct op7){.kind = V7_JUMP, .m = m};
    if (d == CPU_SP && of_pc) /* always a multiple of 4 but for bit 1 */
        return (struct op7){
            .kind = V7_MOV_IMM, .d = d, .imm = pc_base(code) & ~3u};
    if (d == CPU_SP && m != CPU_SP) {
        return (struct op7){.kind = V7_SP_MOV, .m = m};
    }
    if (of_pc)
        return (struct op7){.kind = V7_MOV_IMM, .d = d, .imm = pc_base(code)};
    return (struct op7){.kind = (uint16_t)kind, .d = d, .m = m};
}

static struct op7 exchange(const struct code7 *code, unsigned kind)
{
    uint8_t m = code->first >> 3 & 15;
    if (code->first & 7 || (m == CPU_PC && kind == V7_BLX))
        return none(code, V7_UNPREDICTABLE);
    if (m == CPU_PC)
        return (struct op7){.kind = V7_BX_IMM,
                            .imm = pc_base(code) & ~3u}; /* even */
    return (struct op7){.kind = (uint16_t)kind, .m = m};
}

/* --- loads and stores --- */

static struct op7 literal(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind,
                        .d = code->first >> 8 & 7,
                        .imm =
                            (pc_base(code) & ~3u) + 4 * (code->first & 0xFF)};
}

static struct op7 by_register(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind,
                        .d = code->first & 7,
                        .n = code->first >> 3 & 7,
                        .m = code->first >> 6 & 7};
}

static struct op7 by_imm5(const struct code7 *code, unsigned kind)
{
    struct op7 op = {.kind = (uint16_t)kind,
                     .d = code->first & 7,
                     .n = code->first >> 3 & 7};
    uint32_t units = code->first >> 6 & 31;
    if (kind == V7_LDR_IMM || kind == V7_STR_IMM)
        op.imm = 4 * units;
    else
        op.imm = kind == V7_LDRH_IMM || kind == V7_STRH_IMM ? 2 * units : units;
    return op;
}

/* Also ADD Rd, SP, #imm */
static struct op7 by_sp(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind,
                        .d = code->first >> 8 & 7,
                        .n = CPU_SP,
                        .imm = 4 * (code->first & 0xFF)};
}

static struct op7 adjust_sp(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind,
                        .d = CPU_SP,
                        .n = CPU_SP,
                        .imm = 4 * (code->first & 0x7F)};
}

static struct op7 list(const struct code7 *code, unsigned kind)
{
    uint8_t n = code->first >> 8 & 7;
    uint32_t registers = code->first & 0xFF;
    if (!registers)
        return none(code, V7_UNPREDICTABLE);
    bool keeps = kind == V7_LDM && registers >> n & 1;
    return (struct op7){
        .kind = (uint16_t)kind, .n = n, .a = !keeps, .imm = registers};
}

static struct op7 stack_list(const struct code7 *code, unsigned kind)
{
    uint32_t registers = code->first & 0xFF, more = code->first >> 8 & 1;
    registers |= more << (kind == V7_STM ? CPU_LR : CPU_PC);
    if (!registers)
        return none(code, V7_UNPREDICTABLE);
    return (struct op7){
        .kind = (uint16_t)(kind == V7_LDM && more ? V7_LDM_PC : kind),
        .n = CPU_SP,
        .m = kind == V7_STM,
        .a = true,
        .imm = registers};
}

/* --- branches --- */

static struct op7 compare_branch(const struct code7 *code, unsigned kind)
{
    uint32_t insn = code->first;
    return (struct op7){.kind = (uint16_t)kind,
                        .n = insn & 7,
                        .imm = pc_base(code) + (insn >> 3 & 0x40) +
                               (insn >> 2 & 0x3E)};
}

static struct op7 branch_if(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)(kind + (code->first >> 8 & 15)),
                        .imm =
                            pc_base(code) + 2 * (uint32_t)(int8_t)code->first};
}

static struct op7 branch(const struct code7 *code, unsigned kind)
{
    uint32_t offset = (uint32_t)(code->first & 0x7FF) << 1;
    return (struct op7){.kind = (uint16_t)kind,
                        .imm = pc_base(code) + (offset ^ 0x800) - 0x800};
}

/* --- miscellaneous --- */

static struct op7 two_low(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind,
                        .d = code->first & 7,
                        .m = code->first >> 3 & 7};
}

/* CPS: 10110110 011 d 00 I F; SETEND, which ARMv7-M has not, is near. */
static struct op7 cps(const struct code7 *code, unsigned kind)
{
    if (code->first < 0xB660)
        return none(code, V7_UNDEFINED);
    if (code->first & 0xC)
        return none(code, V7_UNPREDICTABLE);
    return (struct op7){.kind = (uint16_t)kind, .imm = code->first & 0x13};
}

static struct op7 code_imm8(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind, .imm = code->first & 0xFF};
}

/* Behind AL only one instruction, which is like none. */
static struct op7 if_then(const struct code7 *code)
{
    uint32_t it = code->first & 0xFF, condition = it >> 4, mask = it & 15;
    if (condition == 15 || (condition == 14 && mask & (mask - 1)))
        return none(code, V7_UNPREDICTABLE);
    return (struct op7){.kind = V7_IT, .imm = it};
}

static struct op7 hint(const struct code7 *code, unsigned kind)
{
    static const uint16_t hints[] = {V7_NOP, V7_NOP, V7_WFE, V7_WFI, V7_SEV};
    uint32_t which = code->first >> 4 & 15;
    if (code->first & 15)
        return if_then(code);
    return none(code, which < 5 ? hints[which] : kind);
}

struct narrow {
    decode_form *form; /* NULL = UNDEFINED */
    uint16_t kind;
};

static const struct narrow narrow[] = {
    [0x000 ... 0x01F] = {shift_imm, V7_LSL_IMM},
    [0x020 ... 0x03F] = {shift_imm, V7_LSR_IMM},
    [0x040 ... 0x05F] = {shift_imm, V7_ASR_IMM},
    [0x060 ... 0x067] = {three_low, V7_ADD_REG},
    [0x068 ... 0x06F] = {three_low, V7_SUB_REG},
    [0x070 ... 0x077] = {imm3, V7_ADD_IMM},
    [0x078 ... 0x07F] = {imm3, V7_SUB_IMM},
    [0x080 ... 0x09F] = {imm8, V7_MOV_IMM},
    [0x0A0 ... 0x0BF] = {compare_imm8, V7_CMP_IMM},
    [0x0C0 ... 0x0DF] = {imm8, V7_ADD_IMM},
    [0x0E0 ... 0x0FF] = {imm8, V7_SUB_IMM},
    [0x100] = {data, V7_AND_REG},
    [0x101] = {data, V7_EOR_REG},
    [0x102] = {data, V7_LSL_REG},
    [0x103] = {data, V7_LSR_REG},
    [0x104] = {data, V7_ASR_REG},
    [0x105] = {data, V7_ADC_REG},
    [0x106] = {data, V7_SBC_REG},
    [0x107] = {data, V7_ROR_REG},
    [0x108] = {test, V7_TST_REG},
    [0x109] = {negate, V7_RSB_IMM},
    [0x10A] = {test, V7_CMP_REG},
    [0x10B] = {test, V7_CMN_REG},
    [0x10C] = {data, V7_ORR_REG},
    [0x10D] = {data, V7_MUL},
    [0x10E] = {data, V7_BIC_REG},
    [0x10F] = {data, V7_MVN_REG},
    [0x110 ... 0x113] = {add_high, V7_ADD_REG},
    [0x114 ... 0x117] = {compare_high, V7_CMP_REG},
    [0x118 ... 0x11B] = {move_high, V7_MOV_REG},
    [0x11C ... 0x11D] = {exchange, V7_BX},
    [0x11E ... 0x11F] = {exchange, V7_BLX},
    [0x120 ... 0x13F] = {literal, V7_LDR_LIT},
    [0x140 ... 0x147] = {by_register, V7_STR_REG},
    [0x148 ... 0x14F] = {by_register, V7_STRH_REG},
    [0x150 ... 0x157] = {by_register, V7_STRB_REG},
    [0x158 ... 0x15F] = {by_register, V7_LDRSB_REG},
    [0x160 ... 0x167] = {by_register, V7_LDR_REG},
    [0x168 ... 0x16F] = {by_register, V7_LDRH_REG},
    [0x170 ... 0x177] = {by_register, V7_LDRB_REG},
    [0x178 ... 0x17F] = {by_register, V7_LDRSH_REG},
    [0x180 ... 0x19F] = {by_imm5, V7_STR_IMM},
    [0x1A0 ... 0x1BF] = {by_imm5, V7_LDR_IMM},
    [0x1C0 ... 0x1DF] = {by_imm5, V7_STRB_IMM},
    [0x1E0 ... 0x1FF] = {by_imm5, V7_LDRB_IMM},
    [0x200 ... 0x21F] = {by_imm5, V7_STRH_IMM},
    [0x220 ... 0x23F] = {by_imm5, V7_LDRH_IMM},
    [0x240 ... 0x25F] = {by_sp, V7_STR_IMM},
    [0x260 ... 0x27F] = {by_sp, V7_LDR_IMM},
    [0x280 ... 0x29F] = {literal, V7_MOV_IMM}, /* ADR */
    [0x2A0 ... 0x2BF] = {by_sp, V7_ADD_IMM},
    [0x2C0 ... 0x2C1] = {adjust_sp, V7_ADD_IMM},
    [0x2C2 ... 0x2C3] = {adjust_sp, V7_SUB_IMM},
    [0x2C4 ... 0x2C7] = {compare_branch, V7_CBZ},
    [0x2C8] = {two_low, V7_SXTH},
    [0x2C9] = {two_low, V7_SXTB},
    [0x2CA] = {two_low, V7_UXTH},
    [0x2CB] = {two_low, V7_UXTB},
    [0x2CC ... 0x2CF] = {compare_branch, V7_CBZ},
    [0x2D0 ... 0x2D7] = {stack_list, V7_STM},
    [0x2D9] = {cps, V7_CPS},
    [0x2E4 ... 0x2E7] = {compare_branch, V7_CBNZ},
    [0x2E8] = {two_low, V7_REV},
    [0x2E9] = {two_low, V7_REV16},
    [0x2EB] = {two_low, V7_REVSH},
    [0x2EC ... 0x2EF] = {compare_branch, V7_CBNZ},
    [0x2F0 ... 0x2F7] = {stack_list, V7_LDM},
    [0x2F8 ... 0x2FB] = {code_imm8, V7_BKPT},
    [0x2FC ... 0x2FF] = {hint, V7_NOP},
    [0x300 ... 0x31F] = {list, V7_STM},
    [0x320 ... 0x33F] = {list, V7_LDM},
    [0x340 ... 0x377] = {branch_if, V7_BEQ},
    [0x37C ... 0x37F] = {code_imm8, V7_SVC},
    [0x380 ... 0x39F] = {branch, V7_B},
};

static struct op7 decode_narrow(const struct code7 *code)
{
    const struct narrow *row = &narrow[code->first >> 6];
    if (!row->form)
        return none(code, V7_UNDEFINED);
    return row->form(code, row->kind);
}

/* --- cycles, without wait states and branches; DDI0439 3.3.1, DDI0337 18.2 ---
 */

/* What a Cortex-M3 needs for products: the middle of Arm's ranges (assumed). */
static unsigned multiply_cost(unsigned kind, bool m3)
{
    switch (kind) {
    case V7_MLA:
    case V7_MLS: return m3 ? 2 : 1;
    case V7_SMULL:
    case V7_UMULL: return m3 ? 4 : 1;
    case V7_SMLAL:
    case V7_UMLAL: return m3 ? 6 : 1;
    default: return 1;
    }
}

static unsigned float_cost(unsigned kind)
{
    switch (kind) {
    case V7_VMLA:
    case V7_VMLS:
    case V7_VNMLA:
    case V7_VNMLS:
    case V7_VFMA:
    case V7_VFMS:
    case V7_VFNMA:
    case V7_VFNMS: return 3;
    case V7_VDIV:
    case V7_VSQRT: return 14;
    case V7_VMOV_TO_CORES:
    case V7_VMOV_FROM_CORES: return 2;
    default: return 1;
    }
}

static unsigned cost_of(const struct op7 *op, bool m3)
{
    if (op->kind >= V7_VADD && op->kind <= V7_VMSR)
        return float_cost(op->kind);
    if (op->kind < V7_VADD)
        return multiply_cost(op->kind, m3);
    switch (op->kind) {
    case V7_LDM:
    case V7_LDM_PC:
    case V7_STM: return 1 + (unsigned)__builtin_popcount(op->imm);
    case V7_VLDR:
    case V7_VSTR:
    case V7_VLDM:
    case V7_VSTM: return 1u + op->a;
    case V7_LDRD:
    case V7_STRD: return 3;
    case V7_SDIV:
    case V7_UDIV:
    case V7_LDREX:
    case V7_STREX: return 2;
    default: return op->kind <= V7_STORE_USER ? 2 : 1;
    }
}

/* --- IT blocks --- */

/* What must not be inside, or only at the end. */
static bool misplaced(const struct op7 *op, uint8_t it)
{
    if ((op->kind >= V7_BEQ && op->kind <= V7_CBNZ) || op->kind == V7_IT ||
        op->kind == V7_CPS)
        return true;
    return decode7_branches(op) && it & 7;
}

struct op7 decode7(const struct code7 *code)
{
    bool wide = decode7_is_wide(code->first);
    struct op7 op = wide ? decode7_wide(code) : decode_narrow(code);
    if (code->it && misplaced(&op, code->it))
        op = none(code, V7_UNPREDICTABLE);
    op.size = wide ? 4 : 2;
    op.cost = (uint8_t)cost_of(&op, !(code->sets & SET_DSP));
    op.it = code->it;
    return op;
}
