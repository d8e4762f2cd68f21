/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/decode.h"

#include <stddef.h>

#include "chip/core/cpu.h"

/* The operands that an encoding has; the letters are those of DDI0403. */
enum form {
    WIDE_NONE,
    WIDE_LIST,
    WIDE_LIST_DB,
    WIDE_DUAL,
    WIDE_STREX,
    WIDE_STREX_NARROW,
    WIDE_LDREX,
    WIDE_LDREX_NARROW,
    WIDE_TABLE,
    WIDE_SHIFTED, /* register, S in bit 20 */
    WIDE_SHIFTED_TEST,
    WIDE_SHIFTED_MOVE,
    WIDE_SHIFTED_SP, /* n and d may be SP */
    WIDE_PACK,
    WIDE_CONSTANT, /* of 12 bits, expanded; S in bit 20 */
    WIDE_CONSTANT_TEST,
    WIDE_CONSTANT_SP,
    WIDE_ADR,
    WIDE_ADR_BACK,
    WIDE_IMM12_SP,
    WIDE_IMM16,
    WIDE_IMM16_TOP,
    WIDE_SATURATE,
    WIDE_SATURATE16,
    WIDE_FIELD,
    WIDE_INSERT,
    WIDE_HINT,
    WIDE_BARRIER,
    WIDE_MSR,
    WIDE_MRS,
    WIDE_BRANCH,
    WIDE_BRANCH_IF,
    WIDE_STORE_IMM8,
    WIDE_STORE_REG,
    WIDE_STORE_IMM12,
    WIDE_LOAD_LIT,
    WIDE_LOAD_IMM8,
    WIDE_LOAD_REG,
    WIDE_LOAD_IMM12,
    WIDE_REG,   /* d, n, m, a */
    WIDE_REG_S, /* S in bit 20 */
    WIDE_REG_TWICE,
    WIDE_EXTEND,
    WIDE_PARALLEL,
    WIDE_QADD,
    WIDE_ONE_BIT,  /* imm = bit 4 */
    WIDE_TWO_TOPS, /* imm = bits 5:4 */
    WIDE_LONG,     /* d the high register, a the low one */
    WIDE_LONG_ONE_BIT,
    WIDE_LONG_TWO_TOPS,
    WIDE_VMEMORY,
    WIDE_VLIST,
    WIDE_V_NM,
    WIDE_V_M,
    WIDE_V_IMM,
    WIDE_V_HALF,
    WIDE_V_COMPARE,
    WIDE_V_FROM_INTEGER,
    WIDE_V_TO_INTEGER,
    WIDE_V_FIXED,
    WIDE_VMOV_CORES,
    WIDE_VMOV_CORES_D,
    WIDE_VMOV_CORE,
    WIDE_VMOV_LANE,
    WIDE_VMSR,
    WIDE_VMRS
};

/* Registers that make an encoding UNPREDICTABLE: SP and PC, or PC alone, as d
 * in bits 11:8, n in 19:16, m in 3:0, a (also t) in 15:12. */
enum {
    D_PC = 1 << 0,
    D = 1 << 1 | D_PC,
    N_PC = 1 << 2,
    N = 1 << 3 | N_PC,
    M_PC = 1 << 4,
    M = 1 << 5 | M_PC,
    A_PC = 1 << 6,
    A = 1 << 7 | A_PC
};

/* An encoding: the bits of `mask` are those of `bits`; where those of `should`
 * are not, it is UNPREDICTABLE. The first row that fits counts. */
struct row {
    uint32_t bits, mask, should;
    uint16_t kind;
    uint8_t form;    /* enum form */
    uint8_t refused; /* registers */
    uint8_t set;     /* that the core must have */
};

#define ROW(bits, mask, should, kind, form, refused, set)                      \
    {0x##bits, 0x##mask, 0x##should, V7_##kind, WIDE_##form, refused, set},

/* clang-format off */

static const struct row memory_group[] = {
    ROW(E8800000, FFD00000, A000, STM, LIST, N_PC, 0)
    ROW(E8900000, FFD00000, 2000, LDM, LIST, N_PC, 0)
    ROW(E9000000, FFD00000, A000, STM, LIST_DB, N_PC, 0)
    ROW(E9100000, FFD00000, 2000, LDM, LIST_DB, N_PC, 0)
    ROW(E8400000, FFF00000, 0000, STREX, STREX, D | N_PC | A, 0)
    ROW(E8500F00, FFF00000, 0F00, LDREX, LDREX, N_PC | A, 0)
    ROW(E8C00F40, FFF000F0, 0F00, STREX, STREX_NARROW, N_PC | A, 0)
    ROW(E8C00F50, FFF000F0, 0F00, STREX, STREX_NARROW, N_PC | A, 0)
    ROW(E8D0F000, FFF000F0, FF00, TBB, TABLE, M, 0)
    ROW(E8D0F010, FFF000F0, FF00, TBH, TABLE, M, 0)
    ROW(E8D00F4F, FFF000F0, 0F0F, LDREX, LDREX_NARROW, N_PC | A, 0)
    ROW(E8D00F5F, FFF000F0, 0F0F, LDREX, LDREX_NARROW, N_PC | A, 0)
    ROW(E8400000, FE500000, 0000, STRD, DUAL, D | A, 0)
    ROW(E8500000, FE500000, 0000, LDRD, DUAL, D | A, 0)
};

static const struct row shifted_group[] = {
    ROW(EA100F00, FFF00F00, 8000, TST_SHIFT, SHIFTED_TEST, N | M, 0)
    ROW(EA000000, FFE00000, 8000, AND_SHIFT, SHIFTED, D | N | M, 0)
    ROW(EA200000, FFE00000, 8000, BIC_SHIFT, SHIFTED, D | N | M, 0)
    ROW(EA4F0000, FFEF0000, 8000, MOV_SHIFT, SHIFTED_MOVE, D_PC | M_PC, 0)
    ROW(EA400000, FFE00000, 8000, ORR_SHIFT, SHIFTED, D | N | M, 0)
    ROW(EA6F0000, FFEF0000, 8000, MVN_SHIFT, SHIFTED, D | M, 0)
    ROW(EA600000, FFE00000, 8000, ORN_SHIFT, SHIFTED, D | N | M, 0)
    ROW(EA900F00, FFF00F00, 8000, TEQ_SHIFT, SHIFTED_TEST, N | M, 0)
    ROW(EA800000, FFE00000, 8000, EOR_SHIFT, SHIFTED, D | N | M, 0)
    ROW(EAC00000, FFF00010, 8000, PKHBT, PACK, D | N | M, SET_DSP)
    ROW(EB100F00, FFF00F00, 8000, CMN_SHIFT, SHIFTED_TEST, N_PC | M, 0)
    ROW(EB000000, FFE00000, 8000, ADD_SHIFT, SHIFTED_SP, D_PC | N_PC | M, 0)
    ROW(EB400000, FFE00000, 8000, ADC_SHIFT, SHIFTED, D | N | M, 0)
    ROW(EB600000, FFE00000, 8000, SBC_SHIFT, SHIFTED, D | N | M, 0)
    ROW(EBB00F00, FFF00F00, 8000, CMP_SHIFT, SHIFTED_TEST, N_PC | M, 0)
    ROW(EBA00000, FFE00000, 8000, SUB_SHIFT, SHIFTED_SP, D_PC | N_PC | M, 0)
    ROW(EBC00000, FFE00000, 8000, RSB_SHIFT, SHIFTED, D | N | M, 0)
};

static const struct row float_group[] = {
    ROW(EC400A10, FFE00FD0, 0000, VMOV_FROM_CORES, VMOV_CORES, N | A, SET_FPU)
    ROW(EC400B10, FFE00FD0, 0000, VMOV_FROM_CORES, VMOV_CORES_D, N | A, SET_FPU)
    ROW(ED000A00, FF300E00, 0000, VSTR, VMEMORY, N_PC, SET_FPU)
    ROW(ED100A00, FF300E00, 0000, VLDR, VMEMORY, 0, SET_FPU)
    ROW(EC000A00, FE100E00, 0000, VSTM, VLIST, 0, SET_FPU)
    ROW(EC100A00, FE100E00, 0000, VLDM, VLIST, 0, SET_FPU)
    ROW(EE000A00, FFB00F50, 0000, VMLA, V_NM, 0, SET_FPU)
    ROW(EE000A40, FFB00F50, 0000, VMLS, V_NM, 0, SET_FPU)
    ROW(EE100A00, FFB00F50, 0000, VNMLS, V_NM, 0, SET_FPU)
    ROW(EE100A40, FFB00F50, 0000, VNMLA, V_NM, 0, SET_FPU)
    ROW(EE200A00, FFB00F50, 0000, VMUL, V_NM, 0, SET_FPU)
    ROW(EE200A40, FFB00F50, 0000, VNMUL, V_NM, 0, SET_FPU)
    ROW(EE300A00, FFB00F50, 0000, VADD, V_NM, 0, SET_FPU)
    ROW(EE300A40, FFB00F50, 0000, VSUB, V_NM, 0, SET_FPU)
    ROW(EE800A00, FFB00F50, 0000, VDIV, V_NM, 0, SET_FPU)
    ROW(EE900A00, FFB00F50, 0000, VFNMS, V_NM, 0, SET_FPU)
    ROW(EE900A40, FFB00F50, 0000, VFNMA, V_NM, 0, SET_FPU)
    ROW(EEA00A00, FFB00F50, 0000, VFMA, V_NM, 0, SET_FPU)
    ROW(EEA00A40, FFB00F50, 0000, VFMS, V_NM, 0, SET_FPU)
    ROW(EEB00A00, FFB00F50, 00A0, VMOV_IMM, V_IMM, 0, SET_FPU)
    ROW(EEB00A40, FFBF0FD0, 0000, VMOV, V_M, 0, SET_FPU)
    ROW(EEB00AC0, FFBF0FD0, 0000, VABS, V_M, 0, SET_FPU)
    ROW(EEB10A40, FFBF0FD0, 0000, VNEG, V_M, 0, SET_FPU)
    ROW(EEB10AC0, FFBF0FD0, 0000, VSQRT, V_M, 0, SET_FPU)
    ROW(EEB20A40, FFBE0F50, 0000, VCVT_FROM_HALF, V_HALF, 0, SET_FPU)
    ROW(EEB40A40, FFBF0F50, 0000, VCMP, V_COMPARE, 0, SET_FPU)
    ROW(EEB50A40, FFBF0F50, 002F, VCMP_0, V_COMPARE, 0, SET_FPU)
    ROW(EEB80A40, FFBF0F50, 0000, VCVT_FROM_FIXED, V_FROM_INTEGER, 0, SET_FPU)
    ROW(EEBC0A40, FFBE0F50, 0000, VCVT_TO_FIXED, V_TO_INTEGER, 0, SET_FPU)
    ROW(EEBA0A40, FFBA0F50, 0000, VCVT_FROM_FIXED, V_FIXED, 0, SET_FPU)
    ROW(EE000A10, FFE00F10, 006F, VMOV_FROM_CORE, VMOV_CORE, A, SET_FPU)
    ROW(EE000B10, FFD00F10, 006F, VMOV_FROM_CORE, VMOV_LANE, A, SET_FPU)
    ROW(EE100B10, FFD00F10, 006F, VMOV_TO_CORE, VMOV_LANE, A, SET_FPU)
    ROW(EEE10A10, FFFF0F10, 00EF, VMSR, VMSR, A, SET_FPU)
    ROW(EEF10A10, FFFF0F10, 00EF, VMRS, VMRS, 0, SET_FPU)
};

static const struct row constant_group[] = {
    ROW(F0100F00, FBF08F00, 0000, TST_IMM, CONSTANT_TEST, N, 0)
    ROW(F0000000, FBE08000, 0000, AND_IMM, CONSTANT, D | N, 0)
    ROW(F0200000, FBE08000, 0000, BIC_IMM, CONSTANT, D | N, 0)
    ROW(F04F0000, FBEF8000, 0000, MOV_IMM, CONSTANT, D, 0)
    ROW(F0400000, FBE08000, 0000, ORR_IMM, CONSTANT, D | N, 0)
    ROW(F06F0000, FBEF8000, 0000, MVN_IMM, CONSTANT, D, 0)
    ROW(F0600000, FBE08000, 0000, ORN_IMM, CONSTANT, D | N, 0)
    ROW(F0900F00, FBF08F00, 0000, TEQ_IMM, CONSTANT_TEST, N, 0)
    ROW(F0800000, FBE08000, 0000, EOR_IMM, CONSTANT, D | N, 0)
    ROW(F1100F00, FBF08F00, 0000, CMN_IMM, CONSTANT_TEST, N_PC, 0)
    ROW(F1000000, FBE08000, 0000, ADD_IMM, CONSTANT_SP, D_PC | N_PC, 0)
    ROW(F1400000, FBE08000, 0000, ADC_IMM, CONSTANT, D | N, 0)
    ROW(F1600000, FBE08000, 0000, SBC_IMM, CONSTANT, D | N, 0)
    ROW(F1B00F00, FBF08F00, 0000, CMP_IMM, CONSTANT_TEST, N_PC, 0)
    ROW(F1A00000, FBE08000, 0000, SUB_IMM, CONSTANT_SP, D_PC | N_PC, 0)
    ROW(F1C00000, FBE08000, 0000, RSB_IMM, CONSTANT, D | N, 0)
    ROW(F20F0000, FBFF8000, 0000, MOV_IMM, ADR, D, 0)
    ROW(F2000000, FBF08000, 0000, ADD_IMM, IMM12_SP, D_PC | N_PC, 0)
    ROW(F2400000, FBF08000, 0000, MOV_IMM, IMM16, D, 0)
    ROW(F2AF0000, FBFF8000, 0000, MOV_IMM, ADR_BACK, D, 0)
    ROW(F2A00000, FBF08000, 0000, SUB_IMM, IMM12_SP, D_PC | N_PC, 0)
    ROW(F2C00000, FBF08000, 0000, MOVT, IMM16_TOP, D, 0)
    ROW(F3200000, FBF0F0C0, 4000030, SSAT16, SATURATE16, D | N, SET_DSP)
    ROW(F3000000, FBD08000, 4000020, SSAT, SATURATE, D | N, 0)
    ROW(F3400000, FBF08000, 4000020, SBFX, FIELD, D | N, 0)
    ROW(F36F0000, FBFF8000, 4000020, BFC, INSERT, D, 0)
    ROW(F3600000, FBF08000, 4000020, BFI, INSERT, D | N, 0)
    ROW(F3A00000, FBF0F0C0, 4000030, USAT16, SATURATE16, D | N, SET_DSP)
    ROW(F3800000, FBD08000, 4000020, USAT, SATURATE, D | N, 0)
    ROW(F3C00000, FBF08000, 4000020, UBFX, FIELD, D | N, 0)
};

static const struct row control_group[] = {
    ROW(F3AF8000, FFF0D700, F2800, NOP, HINT, 0, 0)
    ROW(F3BF8F2F, FFF0D0F0, F2F0F, CLREX, NONE, 0, 0)
    ROW(F3BF8F40, FFF0D0F0, F2F00, NOP, BARRIER, 0, 0)
    ROW(F3BF8F50, FFF0D0F0, F2F00, NOP, BARRIER, 0, 0)
    ROW(F3BF8F60, FFF0D0F0, F2F00, NOP, BARRIER, 0, 0)
    ROW(F3808000, FFE0D000, 102300, MSR, MSR, N, 0)
    ROW(F3EF8000, FFE0D000, 1F2000, MRS, MRS, D, 0)
    ROW(F7F0A000, FFF0F000, 0000, UNDEFINED, NONE, 0, 0)
    ROW(F0008000, F800D000, 0000, BEQ, BRANCH_IF, 0, 0)
    ROW(F0009000, F800D000, 0000, B, BRANCH, 0, 0)
    ROW(F000D000, F800D000, 0000, BL, BRANCH, 0, 0)
};

static const struct row single_group[] = {
    ROW(F8000800, FFF00800, 0000, STRB_IMM, STORE_IMM8, A, 0)
    ROW(F8000000, FFF00FC0, 0000, STRB_IMM, STORE_REG, A | M, 0)
    ROW(F8800000, FFF00000, 0000, STRB_IMM, STORE_IMM12, A, 0)
    ROW(F8200800, FFF00800, 0000, STRH_IMM, STORE_IMM8, A, 0)
    ROW(F8200000, FFF00FC0, 0000, STRH_IMM, STORE_REG, A | M, 0)
    ROW(F8A00000, FFF00000, 0000, STRH_IMM, STORE_IMM12, A, 0)
    ROW(F8400800, FFF00800, 0000, STR_IMM, STORE_IMM8, A_PC, 0)
    ROW(F8400000, FFF00FC0, 0000, STR_IMM, STORE_REG, A_PC | M, 0)
    ROW(F8C00000, FFF00000, 0000, STR_IMM, STORE_IMM12, A_PC, 0)
    ROW(F81FF000, FF5FF000, 200000, NOP, NONE, 0, 0)
    ROW(F810F000, FFD0FFC0, 200000, NOP, NONE, M, 0)
    ROW(F810FC00, FFD0FF00, 200000, NOP, NONE, 0, 0)
    ROW(F890F000, FFD0F000, 200000, NOP, NONE, 0, 0)
    ROW(F91FF000, FF7FF000, 0000, NOP, NONE, 0, 0)
    ROW(F910F000, FFF0FFC0, 0000, NOP, NONE, M, 0)
    ROW(F910FC00, FFF0FF00, 0000, NOP, NONE, 0, 0)
    ROW(F990F000, FFF0F000, 0000, NOP, NONE, 0, 0)
    ROW(F93FF000, FF7FF000, 0000, NOP, NONE, 0, 0)
    ROW(F930F000, FFF0FFC0, 0000, NOP, NONE, M, 0)
    ROW(F930FC00, FFF0FF00, 0000, NOP, NONE, 0, 0)
    ROW(F9B0F000, FFF0F000, 0000, NOP, NONE, 0, 0)
    ROW(F81F0000, FF7F0000, 0000, LDRB_IMM, LOAD_LIT, A, 0)
    ROW(F8100000, FFF00FC0, 0000, LDRB_IMM, LOAD_REG, A | M, 0)
    ROW(F8100800, FFF00800, 0000, LDRB_IMM, LOAD_IMM8, A, 0)
    ROW(F8900000, FFF00000, 0000, LDRB_IMM, LOAD_IMM12, A, 0)
    ROW(F83F0000, FF7F0000, 0000, LDRH_IMM, LOAD_LIT, A, 0)
    ROW(F8300000, FFF00FC0, 0000, LDRH_IMM, LOAD_REG, A | M, 0)
    ROW(F8300800, FFF00800, 0000, LDRH_IMM, LOAD_IMM8, A, 0)
    ROW(F8B00000, FFF00000, 0000, LDRH_IMM, LOAD_IMM12, A, 0)
    ROW(F85F0000, FF7F0000, 0000, LDR_IMM, LOAD_LIT, 0, 0)
    ROW(F8500000, FFF00FC0, 0000, LDR_IMM, LOAD_REG, M, 0)
    ROW(F8500800, FFF00800, 0000, LDR_IMM, LOAD_IMM8, 0, 0)
    ROW(F8D00000, FFF00000, 0000, LDR_IMM, LOAD_IMM12, 0, 0)
    ROW(F91F0000, FF7F0000, 0000, LDRSB_IMM, LOAD_LIT, A, 0)
    ROW(F9100000, FFF00FC0, 0000, LDRSB_IMM, LOAD_REG, A | M, 0)
    ROW(F9100800, FFF00800, 0000, LDRSB_IMM, LOAD_IMM8, A, 0)
    ROW(F9900000, FFF00000, 0000, LDRSB_IMM, LOAD_IMM12, A, 0)
    ROW(F93F0000, FF7F0000, 0000, LDRSH_IMM, LOAD_LIT, A, 0)
    ROW(F9300000, FFF00FC0, 0000, LDRSH_IMM, LOAD_REG, A | M, 0)
    ROW(F9300800, FFF00800, 0000, LDRSH_IMM, LOAD_IMM8, A, 0)
    ROW(F9B00000, FFF00000, 0000, LDRSH_IMM, LOAD_IMM12, A, 0)
};

static const struct row register_group[] = {
    ROW(FA00F000, FFE0F0F0, 0000, LSL_REG, REG_S, D | N | M, 0)
    ROW(FA20F000, FFE0F0F0, 0000, LSR_REG, REG_S, D | N | M, 0)
    ROW(FA40F000, FFE0F0F0, 0000, ASR_REG, REG_S, D | N | M, 0)
    ROW(FA60F000, FFE0F0F0, 0000, ROR_REG, REG_S, D | N | M, 0)
    ROW(FA0FF080, FFFFF080, 0040, SXTH, EXTEND, D | M, 0)
    ROW(FA00F080, FFF0F080, 0040, SXTAH, EXTEND, D | N | M, SET_DSP)
    ROW(FA1FF080, FFFFF080, 0040, UXTH, EXTEND, D | M, 0)
    ROW(FA10F080, FFF0F080, 0040, UXTAH, EXTEND, D | N | M, SET_DSP)
    ROW(FA2FF080, FFFFF080, 0040, SXTB16, EXTEND, D | M, SET_DSP)
    ROW(FA20F080, FFF0F080, 0040, SXTAB16, EXTEND, D | N | M, SET_DSP)
    ROW(FA3FF080, FFFFF080, 0040, UXTB16, EXTEND, D | M, SET_DSP)
    ROW(FA30F080, FFF0F080, 0040, UXTAB16, EXTEND, D | N | M, SET_DSP)
    ROW(FA4FF080, FFFFF080, 0040, SXTB, EXTEND, D | M, 0)
    ROW(FA40F080, FFF0F080, 0040, SXTAB, EXTEND, D | N | M, SET_DSP)
    ROW(FA5FF080, FFFFF080, 0040, UXTB, EXTEND, D | M, 0)
    ROW(FA50F080, FFF0F080, 0040, UXTAB, EXTEND, D | N | M, SET_DSP)
    ROW(FA80F000, FFF0F080, 0000, PARALLEL, PARALLEL, D | N | M, SET_DSP)
    ROW(FA90F000, FFF0F080, 0000, PARALLEL, PARALLEL, D | N | M, SET_DSP)
    ROW(FAA0F000, FFF0F080, 0000, PARALLEL, PARALLEL, D | N | M, SET_DSP)
    ROW(FAC0F000, FFF0F080, 0000, PARALLEL, PARALLEL, D | N | M, SET_DSP)
    ROW(FAD0F000, FFF0F080, 0000, PARALLEL, PARALLEL, D | N | M, SET_DSP)
    ROW(FAE0F000, FFF0F080, 0000, PARALLEL, PARALLEL, D | N | M, SET_DSP)
    ROW(FA80F080, FFF0F0C0, 0000, QADD, QADD, D | N | M, SET_DSP)
    ROW(FA90F080, FFF0F0F0, 0000, REV, REG_TWICE, D | M, 0)
    ROW(FA90F090, FFF0F0F0, 0000, REV16, REG_TWICE, D | M, 0)
    ROW(FA90F0A0, FFF0F0F0, 0000, RBIT, REG_TWICE, D | M, 0)
    ROW(FA90F0B0, FFF0F0F0, 0000, REVSH, REG_TWICE, D | M, 0)
    ROW(FAA0F080, FFF0F0F0, 0000, SEL, REG, D | N | M, SET_DSP)
    ROW(FAB0F080, FFF0F0F0, 0000, CLZ, REG_TWICE, D | M, 0)
};

static const struct row multiply_group[] = {
    ROW(FB00F000, FFF0F0F0, 0000, MUL, REG, D | N | M, 0)
    ROW(FB000000, FFF000F0, 0000, MLA, REG, D | N | M | A, 0)
    ROW(FB000010, FFF000F0, 0000, MLS, REG, D | N | M | A, 0)
    ROW(FB10F000, FFF0F0C0, 0000, SMLAXY, TWO_TOPS, D | N | M, SET_DSP)
    ROW(FB100000, FFF000C0, 0000, SMLAXY, TWO_TOPS, D | N | M | A, SET_DSP)
    ROW(FB20F000, FFF0F0E0, 0000, SMLAD, ONE_BIT, D | N | M, SET_DSP)
    ROW(FB200000, FFF000E0, 0000, SMLAD, ONE_BIT, D | N | M | A, SET_DSP)
    ROW(FB30F000, FFF0F0E0, 0000, SMLAWY, ONE_BIT, D | N | M, SET_DSP)
    ROW(FB300000, FFF000E0, 0000, SMLAWY, ONE_BIT, D | N | M | A, SET_DSP)
    ROW(FB40F000, FFF0F0E0, 0000, SMLSD, ONE_BIT, D | N | M, SET_DSP)
    ROW(FB400000, FFF000E0, 0000, SMLSD, ONE_BIT, D | N | M | A, SET_DSP)
    ROW(FB50F000, FFF0F0E0, 0000, SMMLA, ONE_BIT, D | N | M, SET_DSP)
    ROW(FB500000, FFF000E0, 0000, SMMLA, ONE_BIT, D | N | M | A, SET_DSP)
    ROW(FB600000, FFF000E0, 0000, SMMLS, ONE_BIT, D | N | M | A, SET_DSP)
    ROW(FB70F000, FFF0F0F0, 0000, USADA8, REG, D | N | M, SET_DSP)
    ROW(FB700000, FFF000F0, 0000, USADA8, REG, D | N | M | A, SET_DSP)
    ROW(FB800000, FFF000F0, 0000, SMULL, LONG, D | N | M | A, 0)
    ROW(FB90F0F0, FFF000F0, F000, SDIV, REG, D | N | M, 0)
    ROW(FBA00000, FFF000F0, 0000, UMULL, LONG, D | N | M | A, 0)
    ROW(FBB0F0F0, FFF000F0, F000, UDIV, REG, D | N | M, 0)
    ROW(FBC00000, FFF000F0, 0000, SMLAL, LONG, D | N | M | A, 0)
    ROW(FBC00080, FFF000C0, 0000, SMLALXY, LONG_TWO_TOPS, D | N | M | A, SET_DSP)
    ROW(FBC000C0, FFF000E0, 0000, SMLALD, LONG_ONE_BIT, D | N | M | A, SET_DSP)
    ROW(FBD000C0, FFF000E0, 0000, SMLSLD, LONG_ONE_BIT, D | N | M | A, SET_DSP)
    ROW(FBE00000, FFF000F0, 0000, UMLAL, LONG, D | N | M | A, 0)
    ROW(FBE00060, FFF000F0, 0000, UMAAL, LONG, D | N | M | A, SET_DSP)
};

/* clang-format on */

/* --- fields --- */

static uint8_t field_d(uint32_t insn)
{
    return insn >> 8 & 15;
}

static uint8_t field_n(uint32_t insn)
{
    return insn >> 16 & 15;
}

static uint8_t field_m(uint32_t insn)
{
    return insn & 15;
}

static uint8_t field_a(uint32_t insn)
{
    return insn >> 12 & 15;
}

static bool bit(uint32_t insn, unsigned n)
{
    return insn >> n & 1;
}

static struct op7 only(unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind};
}

static struct op7 registers(uint32_t insn, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind,
                        .d = field_d(insn),
                        .n = field_n(insn),
                        .m = field_m(insn),
                        .a = field_a(insn)};
}

/* imm3 : imm2 */
static uint32_t imm5(uint32_t insn)
{
    return (insn >> 10 & 0x1C) | (insn >> 6 & 3);
}

/* i : imm3 : imm8 */
static uint32_t imm12(uint32_t insn)
{
    return (insn >> 15 & 0x800) | (insn >> 4 & 0x700) | (insn & 0xFF);
}

/* --- the second operand --- */

/* DDI0403 A7.4.2: ROR by 0 is RRX, LSR and ASR by 0 are by 32. */
static void set_shift(struct op7 *op, uint32_t insn, unsigned type)
{
    op->a = (uint8_t)type;
    op->imm = imm5(insn);
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
static struct op7 shifted(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind + bit(insn, 20));
    set_shift(&op, insn, insn >> 4 & 3);
    if (!shifts(&op))
        op.kind -= 2;
    return op;
}

static struct op7 shifted_test(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
    op.d = 0;
    set_shift(&op, insn, insn >> 4 & 3);
    if (!shifts(&op))
        op.kind -= 1;
    return op;
}

/* MOV of any register to any other, or a shift of a low one. */
static struct op7 shifted_move(uint32_t insn, unsigned kind)
{
    static const uint16_t shifts_by[] = {V7_LSL_IMM, V7_LSR_IMM, V7_ASR_IMM};
    struct op7 op = shifted(insn, kind);
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

static unsigned sp_kind(uint32_t insn, bool subtract)
{
    if (bit(insn, 20))
        return subtract ? V7_SP_SUBS : V7_SP_ADDS;
    return subtract ? V7_SP_SUB : V7_SP_ADD;
}

/* ADD, SUB: from SP to SP with a shift by 3 at most. */
static struct op7 shifted_sp(uint32_t insn, unsigned kind)
{
    struct op7 op = shifted(insn, kind);
    if (op.d != CPU_SP)
        return op;
    if (op.n != CPU_SP || op.a != SHIFT_LSL || op.imm > 3)
        return only(V7_UNPREDICTABLE);
    op.kind = (uint16_t)sp_kind(insn, kind == V7_SUB_SHIFT);
    return op;
}

/* DDI0403 A5.3.2; a = 1: the carry is its highest bit. A pattern of bytes that
 * are 0 is UNPREDICTABLE: 0 (assumed). */
static void set_constant(struct op7 *op, uint32_t insn)
{
    uint32_t code = imm12(insn), byte = code & 0xFF, by = code >> 7;
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

static struct op7 constant(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind + bit(insn, 20));
    op.m = 0;
    if (kind == V7_MOV_IMM || kind == V7_MVN_IMM)
        op.n = 0;
    set_constant(&op, insn);
    return op;
}

static struct op7 constant_test(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
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
        op.kind = (uint16_t)sp_kind(insn, subtract);
        op.m = CPU_PC;
    }
    return op;
}

static struct op7 constant_sp(uint32_t insn, unsigned kind)
{
    return to_sp(insn, constant(insn, kind), kind == V7_SUB_IMM);
}

static struct op7 imm12_sp(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
    op.m = op.a = 0;
    op.imm = imm12(insn);
    return to_sp(insn, op, kind == V7_SUB_IMM);
}

static struct op7 imm16(uint32_t insn, unsigned kind, unsigned up)
{
    uint32_t value = (insn >> 4 & 0xF000) | imm12(insn);
    return (struct op7){
        .kind = (uint16_t)kind, .d = field_d(insn), .imm = value << up};
}

static struct op7 address(uint32_t insn, uint32_t value)
{
    return (struct op7){.kind = V7_MOV_IMM, .d = field_d(insn), .imm = value};
}

/* --- fields and saturation --- */

/* ASR by 0 would be the 16-bit form, which a Cortex-M3 has not. */
static struct op7 saturate(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
    uint32_t by = imm5(insn);
    if (bit(insn, 21) && !by)
        return only(V7_UNDEFINED);
    op.a = bit(insn, 21) ? SHIFT_ASR : SHIFT_LSL;
    op.imm = by;
    op.m = (uint8_t)((insn & 31) + (kind == V7_SSAT));
    return op;
}

static struct op7 saturate16(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
    op.a = 0;
    op.m = (uint8_t)((insn & 15) + (kind == V7_SSAT16));
    return op;
}

static struct op7 bit_field(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
    op.m = 0;
    op.imm = imm5(insn);
    op.a = (insn & 31) + 1;
    return op.imm + op.a > 32 ? only(V7_UNPREDICTABLE) : op;
}

static struct op7 insert(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
    uint32_t low = imm5(insn), high = insn & 31;
    op.m = 0;
    op.imm = low;
    op.a = (uint8_t)(high - low + 1);
    return high < low ? only(V7_UNPREDICTABLE) : op;
}

static struct op7 pack(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind + bit(insn, 5));
    set_shift(&op, insn, bit(insn, 5) ? SHIFT_ASR : SHIFT_LSL);
    return op;
}

static struct op7 extend(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
    op.a = 0;
    op.imm = (insn >> 4 & 3) * 8;
    return op;
}

static struct op7 parallel(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
    if ((insn >> 4 & 3) == 3)
        return only(V7_UNDEFINED);
    op.a = 0;
    op.imm = (insn >> 16 & 0x70) | (insn >> 4 & 7);
    return op;
}

static struct op7 with_imm(uint32_t insn, unsigned kind, uint32_t imm)
{
    struct op7 op = registers(insn, kind);
    op.imm = imm;
    return op;
}

static struct op7 twice(uint32_t insn, unsigned kind)
{
    struct op7 op = registers(insn, kind);
    if (op.n != op.m)
        return only(V7_UNPREDICTABLE);
    op.n = op.a = 0;
    return op;
}

static struct op7 long_form(uint32_t insn, unsigned kind, uint32_t imm)
{
    struct op7 op = with_imm(insn, kind, imm);
    return op.d == op.a ? only(V7_UNPREDICTABLE) : op;
}

/* --- branches and special instructions --- */

/* imm = S : J2 : J1 : imm6 : imm11 : 0 */
static struct op7 branch_if(const struct code7 *code, uint32_t insn)
{
    uint32_t condition = insn >> 22 & 15;
    uint32_t offset = (0 - (uint32_t)bit(insn, 26)) << 20 |
                      (uint32_t)bit(insn, 11) << 19 |
                      (uint32_t)bit(insn, 13) << 18 |
                      (insn >> 16 & 0x3F) << 12 | (insn & 0x7FF) << 1;
    if (condition >= 14)
        return only(V7_UNDEFINED);
    return (struct op7){.kind = (uint16_t)(V7_BEQ + condition),
                        .imm = code->pc + 4 + offset};
}

static struct op7 branch(const struct code7 *code, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind,
                        .imm = code->pc + 4 +
                               cpu_bl_offset(code->first, code->second)};
}

static struct op7 hint(uint32_t insn)
{
    static const uint16_t hints[] = {V7_NOP, V7_NOP, V7_WFE, V7_WFI, V7_SEV};
    uint32_t which = insn & 0xFF;
    return only(which < 5 ? hints[which] : V7_NOP);
}

/* The mask is bits 11:10: NZCVQ, GE. */
static struct op7 msr(uint32_t insn)
{
    uint8_t mask = insn >> 10 & 3;
    return mask ? (struct op7){.kind = V7_MSR,
                               .n = field_n(insn),
                               .a = mask,
                               .imm = insn & 0xFF}
                : only(V7_UNPREDICTABLE);
}

static struct op7 table_branch(const struct code7 *code, uint32_t insn)
{
    return (struct op7){.kind = bit(insn, 4) ? V7_TBH : V7_TBB,
                        .n = field_n(insn),
                        .m = field_m(insn),
                        .imm = code->pc + 4};
}

/* --- loads and stores --- */

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

static struct op7 transfer_imm12(uint32_t insn, unsigned kind)
{
    struct op7 op = transfer(insn, kind, FORM_IMM);
    op.imm = insn & 0xFFF;
    return op;
}

/* For LOAD_OTHER a is in use: the shift is in imm. */
static struct op7 transfer_reg(uint32_t insn, unsigned kind)
{
    struct op7 op = transfer(insn, kind, FORM_REG);
    op.m = field_m(insn);
    op.imm = insn >> 4 & 3;
    return op;
}

static struct op7 transfer_literal(const struct code7 *code, uint32_t insn,
                                   unsigned kind)
{
    struct op7 op = transfer(insn, kind, FORM_LIT);
    uint32_t base = (code->pc + 4) & ~3u, offset = insn & 0xFFF;
    op.n = 0;
    op.imm = bit(insn, 23) ? base + offset : base - offset;
    return op;
}

/* LDRT, STRT ... */
static struct op7 transfer_user(uint32_t insn, unsigned kind, bool load)
{
    unsigned first = load ? V7_LDR_IMM : V7_STR_IMM;
    if (field_a(insn) >= CPU_SP && field_a(insn) != CPU_LR)
        return only(V7_UNPREDICTABLE);
    return (struct op7){.kind = load ? V7_LOAD_USER : V7_STORE_USER,
                        .d = field_a(insn),
                        .n = field_n(insn),
                        .a = (uint8_t)(kind - first),
                        .imm = insn & 0xFF};
}

/* 1 P U W imm8 */
static struct op7 transfer_imm8(uint32_t insn, unsigned kind, bool load)
{
    bool before = bit(insn, 10), up = bit(insn, 9), back = bit(insn, 8);
    if (!before && !back)
        return only(V7_UNDEFINED);
    if (before && up && !back)
        return transfer_user(insn, kind, load);
    unsigned form = !back ? FORM_IMM : before ? FORM_PRE : FORM_POST;
    struct op7 op = transfer(insn, kind, form);
    if (back && op.n == op.d)
        return only(V7_UNPREDICTABLE);
    op.imm = up ? insn & 0xFF : 0 - (insn & 0xFF);
    return op;
}

static struct op7 store(uint32_t insn, struct op7 op)
{
    return field_n(insn) == CPU_PC ? only(V7_UNDEFINED) : op;
}

/* Two registers at least; SP is not among them, nor PC beside LR. */
static struct op7 list(uint32_t insn, unsigned kind, bool before)
{
    uint32_t registers = insn & 0xFFFF;
    bool back = bit(insn, 21);
    struct op7 op = {.kind = (uint16_t)kind,
                     .n = field_n(insn),
                     .m = before,
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

static unsigned index_form(bool before, bool back)
{
    return !back ? FORM_IMM : before ? FORM_PRE : FORM_POST;
}

static struct op7 dual(const struct code7 *code, uint32_t insn, unsigned kind)
{
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

static uint8_t narrow_bytes(uint32_t insn)
{
    return bit(insn, 4) ? 2 : 1;
}

static struct op7 ldrex(uint32_t insn, bool narrow)
{
    return (struct op7){.kind = V7_LDREX,
                        .d = field_a(insn),
                        .n = field_n(insn),
                        .a = narrow ? narrow_bytes(insn) : 4,
                        .imm = narrow ? 0 : 4 * (insn & 0xFF)};
}

static struct op7 strex(uint32_t insn, bool narrow)
{
    struct op7 op = {.kind = V7_STREX,
                     .d = narrow ? field_m(insn) : field_d(insn),
                     .n = field_n(insn),
                     .m = field_a(insn),
                     .a = narrow ? narrow_bytes(insn) : 4,
                     .imm = narrow ? 0 : 4 * (insn & 0xFF)};
    bool wrong =
        op.d == op.n || op.d == op.m || op.d == CPU_SP || op.d == CPU_PC;
    return wrong ? only(V7_UNPREDICTABLE) : op;
}

/* --- the FPU --- */

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

static struct op7 v_registers(uint32_t insn, unsigned kind)
{
    return (struct op7){
        .kind = (uint16_t)kind, .d = s_d(insn), .n = s_n(insn), .m = s_m(insn)};
}

/* a B bbbbb cdefgh << 19, B = NOT b, from abcdefgh */
static struct op7 v_constant(uint32_t insn)
{
    uint32_t code = (insn >> 12 & 0xF0) | (insn & 15), b = code >> 6 & 1;
    uint32_t value = (code & 0x80) << 24 | (b ^ 1) << 30 |
                     (b ? 0x1Fu : 0) << 25 | (code & 0x3F) << 19;
    return (struct op7){.kind = V7_VMOV_IMM, .d = s_d(insn), .imm = value};
}

static struct op7 v_half(uint32_t insn)
{
    struct op7 op =
        v_registers(insn, bit(insn, 16) ? V7_VCVT_TO_HALF : V7_VCVT_FROM_HALF);
    op.a = bit(insn, 7) ? 16 : 0;
    return op;
}

static struct op7 v_compare(uint32_t insn, unsigned kind)
{
    struct op7 op = v_registers(insn, kind);
    op.a = bit(insn, 7);
    return op;
}

/* a: bit 0 signed, bit 1 by the mode of FPSCR; n: width */
static struct op7 v_convert(uint32_t insn, unsigned kind, bool is_signed,
                            bool by_mode)
{
    struct op7 op = v_registers(insn, kind);
    op.n = 32;
    op.a = (uint8_t)(is_signed | by_mode << 1);
    return op;
}

static struct op7 v_fixed(uint32_t insn)
{
    bool to_fixed = bit(insn, 18);
    struct op7 op =
        v_registers(insn, to_fixed ? V7_VCVT_TO_FIXED : V7_VCVT_FROM_FIXED);
    uint32_t whole = s_m(insn);
    op.n = bit(insn, 7) ? 32 : 16;
    op.m = op.d;
    op.a = !bit(insn, 16);
    op.imm = op.n - whole;
    return whole > op.n ? only(V7_UNPREDICTABLE) : op;
}

static struct op7 v_transfer(const struct code7 *code, uint32_t insn,
                             unsigned kind)
{
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
static struct op7 v_list(uint32_t insn, unsigned kind)
{
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

static struct op7 v_cores(uint32_t insn, unsigned kind, uint8_t first)
{
    struct op7 op = {.kind = (uint16_t)(kind - bit(insn, 20)),
                     .d = field_a(insn),
                     .a = field_n(insn),
                     .m = first};
    if (first == 31 || (bit(insn, 20) && op.d == op.a))
        return only(V7_UNPREDICTABLE);
    return op;
}

static struct op7 v_cores_d(uint32_t insn, unsigned kind)
{
    if (bit(insn, 5))
        return only(V7_UNDEFINED);
    return v_cores(insn, kind, d_register(insn, 0));
}

static struct op7 v_core(uint32_t insn, unsigned kind)
{
    return (struct op7){.kind = (uint16_t)(kind - bit(insn, 20)),
                        .d = field_a(insn),
                        .n = s_n(insn)};
}

static struct op7 v_lane(uint32_t insn, unsigned kind)
{
    if (bit(insn, 7))
        return only(V7_UNDEFINED);
    return (struct op7){.kind = (uint16_t)kind,
                        .d = field_a(insn),
                        .n = d_register(insn, 16) + bit(insn, 21)};
}

/* PC stands for the flags. */
static struct op7 vmrs(uint32_t insn)
{
    uint8_t t = field_a(insn);
    if (t == CPU_SP)
        return only(V7_UNPREDICTABLE);
    return (struct op7){.kind = t == CPU_PC ? V7_VMRS_FLAGS : V7_VMRS, .d = t};
}

/* --- all forms --- */

static struct op7 float_operands(const struct code7 *code, uint32_t insn,
                                 const struct row *row)
{
    unsigned kind = row->kind;
    switch (row->form) {
    case WIDE_VMEMORY: return v_transfer(code, insn, kind);
    case WIDE_VLIST: return v_list(insn, kind);
    case WIDE_V_NM:
    case WIDE_V_M: return v_registers(insn, kind);
    case WIDE_V_IMM: return v_constant(insn);
    case WIDE_V_HALF: return v_half(insn);
    case WIDE_V_COMPARE: return v_compare(insn, kind);
    case WIDE_V_FROM_INTEGER: return v_convert(insn, kind, bit(insn, 7), true);
    case WIDE_V_TO_INTEGER:
        return v_convert(insn, kind, bit(insn, 16), !bit(insn, 7));
    case WIDE_V_FIXED: return v_fixed(insn);
    case WIDE_VMOV_CORES: return v_cores(insn, kind, s_m(insn));
    case WIDE_VMOV_CORES_D: return v_cores_d(insn, kind);
    case WIDE_VMOV_CORE: return v_core(insn, kind);
    case WIDE_VMOV_LANE: return v_lane(insn, kind);
    case WIDE_VMSR:
        return (struct op7){.kind = (uint16_t)kind, .d = field_a(insn)};
    default: return vmrs(insn);
    }
}

static struct op7 operands(const struct code7 *code, uint32_t insn,
                           const struct row *row)
{
    unsigned kind = row->kind;
    switch (row->form) {
    case WIDE_NONE:
    case WIDE_BARRIER: return only(kind);
    case WIDE_LIST: return list(insn, kind, false);
    case WIDE_LIST_DB: return list(insn, kind, true);
    case WIDE_DUAL: return dual(code, insn, kind);
    case WIDE_STREX: return strex(insn, false);
    case WIDE_STREX_NARROW: return strex(insn, true);
    case WIDE_LDREX: return ldrex(insn, false);
    case WIDE_LDREX_NARROW: return ldrex(insn, true);
    case WIDE_TABLE: return table_branch(code, insn);
    case WIDE_SHIFTED: return shifted(insn, kind);
    case WIDE_SHIFTED_TEST: return shifted_test(insn, kind);
    case WIDE_SHIFTED_MOVE: return shifted_move(insn, kind);
    case WIDE_SHIFTED_SP: return shifted_sp(insn, kind);
    case WIDE_PACK: return pack(insn, kind);
    case WIDE_CONSTANT: return constant(insn, kind);
    case WIDE_CONSTANT_TEST: return constant_test(insn, kind);
    case WIDE_CONSTANT_SP: return constant_sp(insn, kind);
    case WIDE_ADR: return address(insn, ((code->pc + 4) & ~3u) + imm12(insn));
    case WIDE_ADR_BACK:
        return address(insn, ((code->pc + 4) & ~3u) - imm12(insn));
    case WIDE_IMM12_SP: return imm12_sp(insn, kind);
    case WIDE_IMM16: return imm16(insn, kind, 0);
    case WIDE_IMM16_TOP: return imm16(insn, kind, 16);
    case WIDE_SATURATE: return saturate(insn, kind);
    case WIDE_SATURATE16: return saturate16(insn, kind);
    case WIDE_FIELD: return bit_field(insn, kind);
    case WIDE_INSERT: return insert(insn, kind);
    case WIDE_HINT: return hint(insn);
    case WIDE_MSR: return msr(insn);
    case WIDE_MRS:
        return (struct op7){
            .kind = V7_MRS, .d = field_d(insn), .imm = insn & 0xFF};
    case WIDE_BRANCH: return branch(code, kind);
    case WIDE_BRANCH_IF: return branch_if(code, insn);
    case WIDE_STORE_IMM8: return store(insn, transfer_imm8(insn, kind, false));
    case WIDE_STORE_REG: return store(insn, transfer_reg(insn, kind));
    case WIDE_STORE_IMM12: return store(insn, transfer_imm12(insn, kind));
    case WIDE_LOAD_LIT: return transfer_literal(code, insn, kind);
    case WIDE_LOAD_IMM8: return transfer_imm8(insn, kind, true);
    case WIDE_LOAD_REG: return transfer_reg(insn, kind);
    case WIDE_LOAD_IMM12: return transfer_imm12(insn, kind);
    case WIDE_REG: return registers(insn, kind);
    case WIDE_REG_S: return registers(insn, kind + bit(insn, 20));
    case WIDE_REG_TWICE: return twice(insn, kind);
    case WIDE_EXTEND: return extend(insn, kind);
    case WIDE_PARALLEL: return parallel(insn, kind);
    case WIDE_QADD: return registers(insn, kind + (insn >> 4 & 3));
    case WIDE_ONE_BIT: return with_imm(insn, kind, bit(insn, 4));
    case WIDE_TWO_TOPS: return with_imm(insn, kind, insn >> 4 & 3);
    case WIDE_LONG: return long_form(insn, kind, 0);
    case WIDE_LONG_ONE_BIT: return long_form(insn, kind, bit(insn, 4));
    case WIDE_LONG_TWO_TOPS: return long_form(insn, kind, insn >> 4 & 3);
    default: return float_operands(code, insn, row);
    }
}

/* --- rows --- */

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

struct group {
    const struct row *rows;
    size_t count;
};

#define GROUP(rows)                                                            \
    {                                                                          \
        rows, sizeof rows / sizeof *rows                                       \
    }

static struct group group_of(const struct code7 *code)
{
    static const struct group groups[] = {
        [0] = GROUP(memory_group),   [1] = GROUP(shifted_group),
        [2] = GROUP(float_group),    [4] = GROUP(constant_group),
        [5] = GROUP(control_group),  [6] = GROUP(single_group),
        [7] = GROUP(register_group), [8] = GROUP(multiply_group),
    };
    uint32_t top = code->first >> 8;
    if (top < 0xF0)
        return groups[top < 0xEA ? 0 : top < 0xEC ? 1 : 2];
    if (top < 0xF8)
        return groups[code->second >> 15 ? 5 : 4];
    if (top < 0xFC)
        return groups[top < 0xFA ? 6 : top == 0xFA ? 7 : 8];
    return groups[3];
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
                                             : operands(code, insn, row);
    if (op.kind == V7_UNPREDICTABLE || op.kind == V7_UNDEFINED)
        op.a = row->set == SET_FPU;
    return op;
}

struct op7 decode7_wide(const struct code7 *code)
{
    uint32_t insn = (uint32_t)code->first << 16 | code->second;
    struct group group = group_of(code);
    for (size_t i = 0; i < group.count; i++) {
        const struct row *row = &group.rows[i];
        if (!((insn ^ row->bits) & row->mask) && !(row->set & ~code->sets))
            return fit(code, insn, row);
    }
    return no_row(code);
}
