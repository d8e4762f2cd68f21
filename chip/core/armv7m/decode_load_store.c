/* SPDX-License-Identifier: MIT
 *
 * Loads and stores: multiple, dual, exclusive (DDI0403 A5.3.5, A5.3.6), single
 * (A5.3.7 to A5.3.10), table branches.
 */
#include "chip/core/armv7m/decode_row.h"

/* --- single --- */

/* The kinds of addresses of one load or store follow each other. LDR of SP or
 * PC has one kind for all. */
static struct op7 transfer(uint32_t insn, unsigned kind, unsigned form)
{
    struct op7 op = {.kind = (uint16_t)(kind + form),
                     .d = field_a(insn),
                     .n = field_n(insn)};
    if (kind == V7_LDR_IMM && op.d >= CPU_SP && op.d != CPU_LR) {
        op.kind = V7_LOAD_OTHER;
        op.a = (uint8_t)form;
    }
    return op;
}

/* A store relative to PC is not there. */
static bool stores_at_pc(uint32_t insn, unsigned kind)
{
    return kind >= V7_STR_IMM && field_n(insn) == CPU_PC;
}

static struct op7 imm12(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = transfer(insn, kind, FORM_IMM);
    op.imm = insn & 0xFFF;
    return stores_at_pc(insn, kind) ? only(V7_UNDEFINED) : op;
}

/* For LOAD_OTHER a is in use: the shift is in imm. */
static struct op7 by_register(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = transfer(insn, kind, FORM_REG);
    op.m = field_m(insn);
    op.imm = insn >> 4 & 3;
    return stores_at_pc(insn, kind) ? only(V7_UNDEFINED) : op;
}

static struct op7 literal(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = transfer(insn, kind, FORM_LIT);
    uint32_t base = (code->pc + 4) & ~3u, offset = insn & 0xFFF;
    op.n = 0;
    op.imm = bit(insn, 23) ? base + offset : base - offset;
    return op;
}

/* LDRT, STRT ... */
static struct op7 transfer_user(uint32_t insn, unsigned kind)
{
    bool load = kind < V7_STR_IMM;
    unsigned first = load ? V7_LDR_IMM : V7_STR_IMM;
    if (field_a(insn) >= CPU_SP && field_a(insn) != CPU_LR)
        return only(V7_UNPREDICTABLE);
    return (struct op7){.kind = load ? V7_LOAD_USER : V7_STORE_USER,
                        .d = field_a(insn),
                        .n = field_n(insn),
                        .a = (uint8_t)(kind - first),
                        .imm = insn & 0xFF};
}

static unsigned index_form(bool before, bool back)
{
    return !back ? FORM_IMM : before ? FORM_PRE : FORM_POST;
}

/* 1 P U W imm8 */
static struct op7 imm8(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    bool before = bit(insn, 10), up = bit(insn, 9), back = bit(insn, 8);
    if ((!before && !back) || stores_at_pc(insn, kind))
        return only(V7_UNDEFINED);
    if (before && up && !back)
        return transfer_user(insn, kind);
    struct op7 op = transfer(insn, kind, index_form(before, back));
    if (back && op.n == op.d)
        return only(V7_UNPREDICTABLE);
    op.imm = up ? insn & 0xFF : 0 - (insn & 0xFF);
    return op;
}

/* --- more than one --- */

/* Two registers at least; SP is not among them, nor PC beside LR. */
static struct op7 list(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    uint32_t registers = insn & 0xFFFF;
    bool back = bit(insn, 21);
    struct op7 op = {.kind = (uint16_t)kind,
                     .n = field_n(insn),
                     .m = bit(insn, 24),
                     .a = back,
                     .imm = registers};
    bool both = registers >> CPU_LR == 3;
    if (!(registers & (registers - 1)) || (kind == V7_LDM && both) ||
        (back && registers >> op.n & 1))
        return only(V7_UNPREDICTABLE);
    if (kind == V7_LDM && registers >> CPU_PC)
        op.kind = V7_LDM_PC;
    return op;
}

static struct op7 dual(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    bool before = bit(insn, 24), up = bit(insn, 23), back = bit(insn, 21);
    uint32_t offset = 4 * (insn & 0xFF), base = (code->pc + 4) & ~3u;
    struct op7 op = {.kind = (uint16_t)kind,
                     .d = field_a(insn),
                     .a = field_d(insn),
                     .n = field_n(insn),
                     .m = (uint8_t)index_form(before, back),
                     .imm = up ? offset : 0 - offset};
    if (!before && !back)
        return only(V7_UNDEFINED);
    bool at_pc = op.n == CPU_PC, load = kind == V7_LDRD;
    if ((at_pc && (!load || back)) || (load && op.d == op.a) ||
        (back && (op.n == op.d || op.n == op.a)))
        return only(V7_UNPREDICTABLE);
    if (at_pc) {
        op.m = FORM_LIT;
        op.n = 0;
        op.imm += base;
    }
    return op;
}

/* --- exclusive --- */

/* LDREXB, LDREXH ... have no offset. */
static bool is_narrow(uint32_t insn)
{
    return bit(insn, 23);
}

static uint8_t exclusive_bytes(uint32_t insn)
{
    return !is_narrow(insn) ? 4 : bit(insn, 4) ? 2 : 1;
}

static uint32_t exclusive_offset(uint32_t insn)
{
    return is_narrow(insn) ? 0 : 4 * (insn & 0xFF);
}

static struct op7 ldrex(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    return (struct op7){.kind = (uint16_t)kind,
                        .d = field_a(insn),
                        .n = field_n(insn),
                        .a = exclusive_bytes(insn),
                        .imm = exclusive_offset(insn)};
}

static struct op7 strex(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = {.kind = (uint16_t)kind,
                     .d = is_narrow(insn) ? field_m(insn) : field_d(insn),
                     .n = field_n(insn),
                     .m = field_a(insn),
                     .a = exclusive_bytes(insn),
                     .imm = exclusive_offset(insn)};
    bool wrong =
        op.d == op.n || op.d == op.m || op.d == CPU_SP || op.d == CPU_PC;
    return wrong ? only(V7_UNPREDICTABLE) : op;
}

static struct op7 table_branch(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    return (struct op7){.kind = (uint16_t)kind,
                        .n = field_n(insn),
                        .m = field_m(insn),
                        .imm = code->pc + 4};
}

/* clang-format off */

static const struct row memory_rows[] = {
    ROW(E8800000, FFD00000, A000, STM, list, N_PC, 0)
    ROW(E8900000, FFD00000, 2000, LDM, list, N_PC, 0)
    ROW(E9000000, FFD00000, A000, STM, list, N_PC, 0)
    ROW(E9100000, FFD00000, 2000, LDM, list, N_PC, 0)
    ROW(E8400000, FFF00000, 0000, STREX, strex, D | N_PC | A, 0)
    ROW(E8500F00, FFF00000, 0F00, LDREX, ldrex, N_PC | A, 0)
    ROW(E8C00F40, FFF000F0, 0F00, STREX, strex, N_PC | A, 0)
    ROW(E8C00F50, FFF000F0, 0F00, STREX, strex, N_PC | A, 0)
    ROW(E8D0F000, FFF000F0, FF00, TBB, table_branch, M, 0)
    ROW(E8D0F010, FFF000F0, FF00, TBH, table_branch, M, 0)
    ROW(E8D00F4F, FFF000F0, 0F0F, LDREX, ldrex, N_PC | A, 0)
    ROW(E8D00F5F, FFF000F0, 0F0F, LDREX, ldrex, N_PC | A, 0)
    ROW(E8400000, FE500000, 0000, STRD, dual, D | A, 0)
    ROW(E8500000, FE500000, 0000, LDRD, dual, D | A, 0)
};

static const struct row single_rows[] = {
    ROW(F8000800, FFF00800, 0000, STRB_IMM, imm8, A, 0)
    ROW(F8000000, FFF00FC0, 0000, STRB_IMM, by_register, A | M, 0)
    ROW(F8800000, FFF00000, 0000, STRB_IMM, imm12, A, 0)
    ROW(F8200800, FFF00800, 0000, STRH_IMM, imm8, A, 0)
    ROW(F8200000, FFF00FC0, 0000, STRH_IMM, by_register, A | M, 0)
    ROW(F8A00000, FFF00000, 0000, STRH_IMM, imm12, A, 0)
    ROW(F8400800, FFF00800, 0000, STR_IMM, imm8, A_PC, 0)
    ROW(F8400000, FFF00FC0, 0000, STR_IMM, by_register, A_PC | M, 0)
    ROW(F8C00000, FFF00000, 0000, STR_IMM, imm12, A_PC, 0)
    ROW(F81FF000, FF5FF000, 200000, NOP, wide_none, 0, 0)
    ROW(F810F000, FFD0FFC0, 200000, NOP, wide_none, M, 0)
    ROW(F810FC00, FFD0FF00, 200000, NOP, wide_none, 0, 0)
    ROW(F890F000, FFD0F000, 200000, NOP, wide_none, 0, 0)
    ROW(F91FF000, FF7FF000, 0000, NOP, wide_none, 0, 0)
    ROW(F910F000, FFF0FFC0, 0000, NOP, wide_none, M, 0)
    ROW(F910FC00, FFF0FF00, 0000, NOP, wide_none, 0, 0)
    ROW(F990F000, FFF0F000, 0000, NOP, wide_none, 0, 0)
    ROW(F93FF000, FF7FF000, 0000, NOP, wide_none, 0, 0)
    ROW(F930F000, FFF0FFC0, 0000, NOP, wide_none, M, 0)
    ROW(F930FC00, FFF0FF00, 0000, NOP, wide_none, 0, 0)
    ROW(F9B0F000, FFF0F000, 0000, NOP, wide_none, 0, 0)
    ROW(F81F0000, FF7F0000, 0000, LDRB_IMM, literal, A, 0)
    ROW(F8100000, FFF00FC0, 0000, LDRB_IMM, by_register, A | M, 0)
    ROW(F8100800, FFF00800, 0000, LDRB_IMM, imm8, A, 0)
    ROW(F8900000, FFF00000, 0000, LDRB_IMM, imm12, A, 0)
    ROW(F83F0000, FF7F0000, 0000, LDRH_IMM, literal, A, 0)
    ROW(F8300000, FFF00FC0, 0000, LDRH_IMM, by_register, A | M, 0)
    ROW(F8300800, FFF00800, 0000, LDRH_IMM, imm8, A, 0)
    ROW(F8B00000, FFF00000, 0000, LDRH_IMM, imm12, A, 0)
    ROW(F85F0000, FF7F0000, 0000, LDR_IMM, literal, 0, 0)
    ROW(F8500000, FFF00FC0, 0000, LDR_IMM, by_register, M, 0)
    ROW(F8500800, FFF00800, 0000, LDR_IMM, imm8, 0, 0)
    ROW(F8D00000, FFF00000, 0000, LDR_IMM, imm12, 0, 0)
    ROW(F91F0000, FF7F0000, 0000, LDRSB_IMM, literal, A, 0)
    ROW(F9100000, FFF00FC0, 0000, LDRSB_IMM, by_register, A | M, 0)
    ROW(F9100800, FFF00800, 0000, LDRSB_IMM, imm8, A, 0)
    ROW(F9900000, FFF00000, 0000, LDRSB_IMM, imm12, A, 0)
    ROW(F93F0000, FF7F0000, 0000, LDRSH_IMM, literal, A, 0)
    ROW(F9300000, FFF00FC0, 0000, LDRSH_IMM, by_register, A | M, 0)
    ROW(F9300800, FFF00800, 0000, LDRSH_IMM, imm8, A, 0)
    ROW(F9B00000, FFF00000, 0000, LDRSH_IMM, imm12, A, 0)
};

/* clang-format on */

const struct group decode7_memory = GROUP(memory_rows);
const struct group decode7_single = GROUP(single_rows);
