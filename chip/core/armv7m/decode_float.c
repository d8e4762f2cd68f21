/* SPDX-License-Identifier: MIT
 *
 * The FPU, DDI0403 A6.4 to A6.7.
 */
#include "chip/core/armv7m/decode_row.h"

/* S registers: four bits and one more, the lowest. */
static uint8_t s_register(uint32_t insn, unsigned four, unsigned one)
{
    return (uint8_t)((insn >> four & 15) << 1 | (insn >> one & 1));
}

static uint8_t s_d(uint32_t insn)
{
    return s_register(insn, 12, 22);
}

static uint8_t s_n(uint32_t insn)
{
    return s_register(insn, 16, 7);
}

static uint8_t s_m(uint32_t insn)
{
    return s_register(insn, 0, 5);
}

/* The first S register of D0-D15. */
static uint8_t d_register(uint32_t insn, unsigned four)
{
    return (uint8_t)((insn >> four & 15) << 1);
}

static struct op7 v_registers(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    return (struct op7){
        .kind = (uint16_t)kind, .d = s_d(insn), .n = s_n(insn), .m = s_m(insn)};
}

/* a B bbbbb cdefgh << 19, B = NOT b, from abcdefgh */
static struct op7 constant(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    uint32_t byte = (insn >> 12 & 0xF0) | (insn & 15), b = byte >> 6 & 1;
    uint32_t value = (byte & 0x80) << 24 | (b ^ 1) << 30 |
                     (b ? 0x1Fu : 0) << 25 | (byte & 0x3F) << 19;
    return (struct op7){.kind = (uint16_t)kind, .d = s_d(insn), .imm = value};
}

/* VCVTB, VCVTT */
static struct op7 half(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = v_registers(code, bit(insn, 16) ? V7_VCVT_TO_HALF : kind);
    op.a = bit(insn, 7) ? 16 : 0;
    return op;
}

static struct op7 compare(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    struct op7 op = v_registers(code, kind);
    op.a = bit(insn, 7);
    return op;
}

/* a: bit 0 signed, bit 1 by the mode of FPSCR; n: width */
static struct op7 convert(const struct code7 *code, unsigned kind,
                          bool is_signed, bool by_mode)
{
    struct op7 op = v_registers(code, kind);
    op.n = 32;
    op.a = (uint8_t)(is_signed | by_mode << 1);
    return op;
}

static struct op7 from_integer(const struct code7 *code, unsigned kind)
{
    return convert(code, kind, bit(code->second, 7), true);
}

static struct op7 to_integer(const struct code7 *code, unsigned kind)
{
    return convert(code, kind, bit(code->first, 0), !bit(code->second, 7));
}

static struct op7 fixed(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code), whole = s_m(insn);
    struct op7 op = v_registers(code, bit(insn, 18) ? V7_VCVT_TO_FIXED : kind);
    op.n = bit(insn, 7) ? 32 : 16;
    op.m = op.d;
    op.a = !bit(insn, 16);
    op.imm = op.n - whole;
    return whole > op.n ? only(V7_UNPREDICTABLE) : op;
}

static struct op7 single(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    bool is_double = bit(insn, 8);
    uint32_t offset = 4 * (insn & 0xFF), base = (code->pc + 4) & ~3u;
    struct op7 op = {.kind = (uint16_t)kind,
                     .d = is_double ? d_register(insn, 12) : s_d(insn),
                     .n = field_n(insn),
                     .m = FORM_IMM,
                     .a = is_double ? 2 : 1,
                     .imm = bit(insn, 23) ? offset : 0 - offset};
    if (is_double && bit(insn, 22))
        return only(V7_UNDEFINED);
    if (op.n == CPU_PC) {
        op.n = 0;
        op.m = FORM_LIT;
        op.imm += base;
    }
    return op;
}

/* P U W are 0 1 x or 1 0 1. An odd imm8 of doubles (FLDMX) has one more word,
 * which is not transferred. */
static struct op7 list(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    bool before = bit(insn, 24), up = bit(insn, 23), back = bit(insn, 21);
    bool is_double = bit(insn, 8);
    uint32_t words = insn & 0xFF;
    struct op7 op = {.kind = (uint16_t)kind,
                     .d = is_double ? d_register(insn, 12) : s_d(insn),
                     .n = field_n(insn),
                     .m = (uint8_t)(back | before << 1),
                     .imm = 4 * words};
    uint32_t count = is_double ? words & ~1u : words;
    if (before == up || (is_double && bit(insn, 22)))
        return only(V7_UNDEFINED);
    if (!count || op.d + count > 32 || op.n == CPU_PC)
        return only(V7_UNPREDICTABLE);
    op.a = (uint8_t)count;
    return op;
}

/* Two S registers, or a D register, and two of the core. */
static struct op7 cores(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    bool is_double = bit(insn, 8), to_core = bit(insn, 20);
    struct op7 op = {.kind = (uint16_t)(kind - to_core),
                     .d = field_a(insn),
                     .a = field_n(insn),
                     .m = is_double ? d_register(insn, 0) : s_m(insn)};
    if (is_double && bit(insn, 5))
        return only(V7_UNDEFINED);
    if (op.m == 31 || (to_core && op.d == op.a))
        return only(V7_UNPREDICTABLE);
    return op;
}

static struct op7 core(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    return (struct op7){.kind = (uint16_t)(kind - bit(insn, 20)),
                        .d = field_a(insn),
                        .n = s_n(insn)};
}

static struct op7 lane(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    if (bit(insn, 7))
        return only(V7_UNDEFINED);
    return (struct op7){.kind = (uint16_t)kind,
                        .d = field_a(insn),
                        .n = d_register(insn, 16) + bit(insn, 21)};
}

static struct op7 vmsr(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind, .d = field_a(wide_insn(code))};
}

/* PC stands for the flags. */
static struct op7 vmrs(const struct code7 *code, unsigned kind)
{
    uint8_t t = field_a(wide_insn(code));
    if (t == CPU_SP)
        return only(V7_UNPREDICTABLE);
    return (struct op7){.kind = t == CPU_PC ? V7_VMRS_FLAGS : (uint16_t)kind,
                        .d = t};
}

/* clang-format off */

static const struct row float_rows[] = {
    ROW(EC400A10, FFE00FD0, 0000, VMOV_FROM_CORES, cores, N | A, SET_FPU)
    ROW(EC400B10, FFE00FD0, 0000, VMOV_FROM_CORES, cores, N | A, SET_FPU)
    ROW(ED000A00, FF300E00, 0000, VSTR, single, N_PC, SET_FPU)
    ROW(ED100A00, FF300E00, 0000, VLDR, single, 0, SET_FPU)
    ROW(EC000A00, FE100E00, 0000, VSTM, list, 0, SET_FPU)
    ROW(EC100A00, FE100E00, 0000, VLDM, list, 0, SET_FPU)
    ROW(EE000A00, FFB00F50, 0000, VMLA, v_registers, 0, SET_FPU)
    ROW(EE000A40, FFB00F50, 0000, VMLS, v_registers, 0, SET_FPU)
    ROW(EE100A00, FFB00F50, 0000, VNMLS, v_registers, 0, SET_FPU)
    ROW(EE100A40, FFB00F50, 0000, VNMLA, v_registers, 0, SET_FPU)
    ROW(EE200A00, FFB00F50, 0000, VMUL, v_registers, 0, SET_FPU)
    ROW(EE200A40, FFB00F50, 0000, VNMUL, v_registers, 0, SET_FPU)
    ROW(EE300A00, FFB00F50, 0000, VADD, v_registers, 0, SET_FPU)
    ROW(EE300A40, FFB00F50, 0000, VSUB, v_registers, 0, SET_FPU)
    ROW(EE800A00, FFB00F50, 0000, VDIV, v_registers, 0, SET_FPU)
    ROW(EE900A00, FFB00F50, 0000, VFNMS, v_registers, 0, SET_FPU)
    ROW(EE900A40, FFB00F50, 0000, VFNMA, v_registers, 0, SET_FPU)
    ROW(EEA00A00, FFB00F50, 0000, VFMA, v_registers, 0, SET_FPU)
    ROW(EEA00A40, FFB00F50, 0000, VFMS, v_registers, 0, SET_FPU)
    ROW(EEB00A00, FFB00F50, 00A0, VMOV_IMM, constant, 0, SET_FPU)
    ROW(EEB00A40, FFBF0FD0, 0000, VMOV, v_registers, 0, SET_FPU)
    ROW(EEB00AC0, FFBF0FD0, 0000, VABS, v_registers, 0, SET_FPU)
    ROW(EEB10A40, FFBF0FD0, 0000, VNEG, v_registers, 0, SET_FPU)
    ROW(EEB10AC0, FFBF0FD0, 0000, VSQRT, v_registers, 0, SET_FPU)
    ROW(EEB20A40, FFBE0F50, 0000, VCVT_FROM_HALF, half, 0, SET_FPU)
    ROW(EEB40A40, FFBF0F50, 0000, VCMP, compare, 0, SET_FPU)
    ROW(EEB50A40, FFBF0F50, 002F, VCMP_0, compare, 0, SET_FPU)
    ROW(EEB80A40, FFBF0F50, 0000, VCVT_FROM_FIXED, from_integer, 0, SET_FPU)
    ROW(EEBC0A40, FFBE0F50, 0000, VCVT_TO_FIXED, to_integer, 0, SET_FPU)
    ROW(EEBA0A40, FFBA0F50, 0000, VCVT_FROM_FIXED, fixed, 0, SET_FPU)
    ROW(EE000A10, FFE00F10, 006F, VMOV_FROM_CORE, core, A, SET_FPU)
    ROW(EE000B10, FFD00F10, 006F, VMOV_FROM_CORE, lane, A, SET_FPU)
    ROW(EE100B10, FFD00F10, 006F, VMOV_TO_CORE, lane, A, SET_FPU)
    ROW(EEE10A10, FFFF0F10, 00EF, VMSR, vmsr, A, SET_FPU)
    ROW(EEF10A10, FFFF0F10, 00EF, VMRS, vmrs, 0, SET_FPU)
};

/* clang-format on */

const struct group decode7_float = GROUP(float_rows);
