/* SPDX-License-Identifier: MIT
 *
 * A decoded instruction of ARMv7-M, and the lists of all there are. Both loops
 * of the processor run the same lists. Whoever expands the statements has
 *     op      the instruction
 *     r, s    the registers of the core and of the FPU
 *     f       the flags, for alu.h; shift.h beside it
 *     core    struct armv7m
 */
#ifndef CHIP_CORE_ARMV7M_OP_H
#define CHIP_CORE_ARMV7M_OP_H

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */

/* --- data processing: x is Rn, y the second operand --- */

/* The six of each: register, shifted register, constant; S behind plain. */
#define LOGIC(OP, name, result)                                                \
    OP(name##_REG,    uint32_t x = r[op->n], y = r[op->m]; (void)x;            \
                      r[op->d] = (result);)                                    \
    OP(name##S_REG,   uint32_t x = r[op->n], y = r[op->m]; (void)x;            \
                      r[op->d] = set_nz(f, result);)                           \
    OP(name##_SHIFT,  uint32_t x = r[op->n];                                   \
                      uint32_t y = shifted(op, r[op->m], flag_c(f)); (void)x;  \
                      r[op->d] = (result);)                                    \
    OP(name##S_SHIFT, uint32_t x = r[op->n];                                   \
                      uint32_t y = shifted_s(op, r[op->m], f); (void)x;        \
                      r[op->d] = set_nz(f, result);)                           \
    OP(name##_IMM,    uint32_t x = r[op->n], y = op->imm; (void)x;             \
                      r[op->d] = (result);)                                    \
    OP(name##S_IMM,   uint32_t x = r[op->n], y = constant_s(op, f); (void)x;   \
                      r[op->d] = set_nz(f, result);)

#define LOGIC_TEST(OP, name, result)                                           \
    OP(name##_REG,    uint32_t x = r[op->n], y = r[op->m];                     \
                      set_nz(f, result);)                                      \
    OP(name##_SHIFT,  uint32_t x = r[op->n], y = shifted_s(op, r[op->m], f);   \
                      set_nz(f, result);)                                      \
    OP(name##_IMM,    uint32_t x = r[op->n], y = constant_s(op, f);            \
                      set_nz(f, result);)

/* a + b + carry */
#define SUM(OP, name, a, b, carry)                                             \
    OP(name##_REG,    uint32_t x = r[op->n], y = r[op->m];                     \
                      r[op->d] = (a) + (b) + (carry);)                         \
    OP(name##S_REG,   uint32_t x = r[op->n], y = r[op->m];                     \
                      r[op->d] = add(f, a, b, carry);)                         \
    OP(name##_SHIFT,  uint32_t x = r[op->n];                                   \
                      uint32_t y = shifted(op, r[op->m], flag_c(f));           \
                      r[op->d] = (a) + (b) + (carry);)                         \
    OP(name##S_SHIFT, uint32_t x = r[op->n];                                   \
                      uint32_t y = shifted(op, r[op->m], flag_c(f));           \
                      r[op->d] = add(f, a, b, carry);)                         \
    OP(name##_IMM,    uint32_t x = r[op->n], y = op->imm;                      \
                      r[op->d] = (a) + (b) + (carry);)                         \
    OP(name##S_IMM,   uint32_t x = r[op->n], y = op->imm;                      \
                      r[op->d] = add(f, a, b, carry);)

#define SUM_TEST(OP, name, a, b, carry)                                        \
    OP(name##_REG,    uint32_t x = r[op->n], y = r[op->m];                     \
                      add(f, a, b, carry);)                                    \
    OP(name##_SHIFT,  uint32_t x = r[op->n];                                   \
                      uint32_t y = shifted(op, r[op->m], flag_c(f));           \
                      add(f, a, b, carry);)                                    \
    OP(name##_IMM,    uint32_t x = r[op->n], y = op->imm;                      \
                      add(f, a, b, carry);)

/* Shifts by 1 to 32, and by the lowest byte of a register. */
#define SHIFT(OP, name, by_constant)                                           \
    OP(name##_IMM,    r[op->d] = (by_constant);)                               \
    OP(name##S_IMM,   r[op->d] = shift_s(SHIFT_##name, r[op->m], op->imm, f);)         \
    OP(name##_REG,    r[op->d] = shift(SHIFT_##name, r[op->n], r[op->m] & 0xFF);)      \
    OP(name##S_REG,   r[op->d] = shift_s(SHIFT_##name, r[op->n], r[op->m] & 0xFF, f);)

#define DATA_OPS(OP)                                                           \
    LOGIC(OP, AND, x & y)                                                      \
    LOGIC(OP, BIC, x & ~y)                                                     \
    LOGIC(OP, ORR, x | y)                                                      \
    LOGIC(OP, ORN, x | ~y)                                                     \
    LOGIC(OP, EOR, x ^ y)                                                      \
    LOGIC(OP, MOV, y)                                                          \
    LOGIC(OP, MVN, ~y)                                                         \
    LOGIC_TEST(OP, TST, x & y)                                                 \
    LOGIC_TEST(OP, TEQ, x ^ y)                                                 \
    SUM(OP, ADD, x, y, 0)                                                      \
    SUM(OP, ADC, x, y, flag_c(f))                                              \
    SUM(OP, SBC, x, ~y, flag_c(f))                                             \
    SUM(OP, SUB, x, ~y, 1)                                                     \
    SUM(OP, RSB, ~x, y, 1)                                                     \
    SUM_TEST(OP, CMP, x, ~y, 1)                                                \
    SUM_TEST(OP, CMN, x, y, 0)                                                 \
    SHIFT(OP, LSL, r[op->m] << op->imm)                                        \
    SHIFT(OP, LSR, (uint32_t)((uint64_t)r[op->m] >> op->imm))                  \
    SHIFT(OP, ASR, (uint32_t)((int64_t)(int32_t)r[op->m] >> op->imm))          \
    OP(ROR_REG,    r[op->d] = shift(SHIFT_ROR, r[op->n], r[op->m] & 0xFF);)          \
    OP(RORS_REG,   r[op->d] = shift_s(SHIFT_ROR, r[op->n], r[op->m] & 0xFF, f);)     \
    OP(MOVT,       r[op->d] = (r[op->d] & 0xFFFF) | op->imm;)                  \
    /* to SP, whose bits 1:0 stay 0: m, or imm with m = PC */                  \
    OP(SP_MOV,     r[13] = r[op->m] & ~3u;)                                    \
    OP(SP_ADD,     r[13] = (r[op->n] + sp_operand(op, r)) & ~3u;)              \
    OP(SP_SUB,     r[13] = (r[op->n] - sp_operand(op, r)) & ~3u;)              \
    OP(SP_ADDS,    r[13] = add(f, r[op->n], sp_operand(op, r), 0) & ~3u;)      \
    OP(SP_SUBS,    r[13] = add(f, r[op->n], ~sp_operand(op, r), 1) & ~3u;)

/* --- fields, bytes --- */

#define FIELD_OPS(OP)                                                          \
    OP(SXTH,   r[op->d] = (uint32_t)(int16_t)rotated(r[op->m], op->imm);)      \
    OP(SXTB,   r[op->d] = (uint32_t)(int8_t)rotated(r[op->m], op->imm);)       \
    OP(UXTH,   r[op->d] = rotated(r[op->m], op->imm) & 0xFFFF;)                \
    OP(UXTB,   r[op->d] = rotated(r[op->m], op->imm) & 0xFF;)                  \
    OP(SXTAH,  r[op->d] = r[op->n] +                                           \
                          (uint32_t)(int16_t)rotated(r[op->m], op->imm);)      \
    OP(SXTAB,  r[op->d] = r[op->n] +                                           \
                          (uint32_t)(int8_t)rotated(r[op->m], op->imm);)       \
    OP(UXTAH,  r[op->d] = r[op->n] + (rotated(r[op->m], op->imm) & 0xFFFF);)   \
    OP(UXTAB,  r[op->d] = r[op->n] + (rotated(r[op->m], op->imm) & 0xFF);)     \
    OP(SBFX,   r[op->d] = signed_field(r[op->n] >> op->imm, op->a);)           \
    OP(UBFX,   r[op->d] = r[op->n] >> op->imm & field_mask(op->a);)            \
    OP(BFI,    uint32_t mask = field_mask(op->a) << op->imm;                   \
               r[op->d] = (r[op->d] & ~mask) | (r[op->n] << op->imm & mask);)  \
    OP(BFC,    r[op->d] &= ~(field_mask(op->a) << op->imm);)                   \
    OP(REV,    r[op->d] = swap_bytes(r[op->m]);)                               \
    OP(REV16,  r[op->d] = swap_in_halves(r[op->m]);)                           \
    OP(REVSH,  r[op->d] = (uint32_t)(int16_t)swap_in_halves(r[op->m]);)        \
    OP(RBIT,   r[op->d] = reverse_bits(r[op->m]);)                             \
    OP(CLZ,    r[op->d] = leading_zeros(r[op->m]);)

/* --- products --- */

#define MULTIPLY_OPS(OP)                                                       \
    OP(MUL,    r[op->d] = r[op->n] * r[op->m];)                                \
    OP(MULS,   r[op->d] = set_nz(f, r[op->n] * r[op->m]);)                     \
    OP(MLA,    r[op->d] = r[op->a] + r[op->n] * r[op->m];)                     \
    OP(MLS,    r[op->d] = r[op->a] - r[op->n] * r[op->m];)                     \
    OP(SMULL,  set_long(r, op, (uint64_t)dsp_product(r[op->n], r[op->m]));)    \
    OP(UMULL,  set_long(r, op, (uint64_t)r[op->n] * r[op->m]);)                \
    OP(SMLAL,  set_long(r, op, get_long(r, op) +                               \
                        (uint64_t)dsp_product(r[op->n], r[op->m]));)           \
    OP(UMLAL,  set_long(r, op, get_long(r, op) +                               \
                        (uint64_t)r[op->n] * r[op->m]);)

/* --- saturation, DSP; a = 15: nothing is added --- */

#define DSP_OPS(OP)                                                            \
    OP(SSAT,     r[op->d] = dsp_signed((int32_t)shifted(op, r[op->n], 0),      \
                                       op->m, &core->q);)                      \
    OP(USAT,     r[op->d] = dsp_unsigned((int32_t)shifted(op, r[op->n], 0),    \
                                         op->m, &core->q);)                    \
    OP(SSAT16,   r[op->d] = dsp_signed16(r[op->n], op->m, &core->q);)          \
    OP(USAT16,   r[op->d] = dsp_unsigned16(r[op->n], op->m, &core->q);)        \
    OP(PKHBT,    r[op->d] = dsp_pack(r[op->n],                                 \
                                     shifted(op, r[op->m], 0) >> 16);)         \
    OP(PKHTB,    r[op->d] = dsp_pack(shifted(op, r[op->m], 0),                 \
                                     r[op->n] >> 16);)                         \
    OP(SXTB16,   r[op->d] = dsp_signed_bytes(rotated(r[op->m], op->imm));)     \
    OP(UXTB16,   r[op->d] = rotated(r[op->m], op->imm) & 0x00FF00FF;)          \
    OP(SXTAB16,  r[op->d] = dsp_add_halves(                                    \
                     r[op->n], dsp_signed_bytes(rotated(r[op->m], op->imm)));) \
    OP(UXTAB16,  r[op->d] = dsp_add_halves(                                    \
                     r[op->n], rotated(r[op->m], op->imm) & 0x00FF00FF);)      \
    OP(PARALLEL, r[op->d] = dsp_parallel(op->imm, r[op->n], r[op->m],          \
                                         &core->ge);)                          \
    OP(SEL,      r[op->d] = dsp_select(r[op->n], r[op->m], core->ge);)         \
    OP(QADD,     r[op->d] = dsp_signed((int64_t)(int32_t)r[op->m] +            \
                                       (int32_t)r[op->n], 32, &core->q);)      \
    OP(QDADD,    r[op->d] = dsp_signed((int64_t)(int32_t)r[op->m] +            \
                     (int32_t)dsp_doubled(r[op->n], &core->q), 32, &core->q);) \
    OP(QSUB,     r[op->d] = dsp_signed((int64_t)(int32_t)r[op->m] -            \
                                       (int32_t)r[op->n], 32, &core->q);)      \
    OP(QDSUB,    r[op->d] = dsp_signed((int64_t)(int32_t)r[op->m] -            \
                     (int32_t)dsp_doubled(r[op->n], &core->q), 32, &core->q);) \
    OP(SMLAXY,   r[op->d] = dsp_accumulate(addend(r, op) +                     \
                     dsp_halves(r[op->n], r[op->m], op->imm), &core->q);)      \
    OP(SMLAWY,   r[op->d] = dsp_accumulate(addend(r, op) +                     \
                     dsp_by_half(r[op->n], r[op->m], op->imm), &core->q);)     \
    OP(SMLAD,    r[op->d] = dsp_accumulate(addend(r, op) +                     \
                     dsp_dual_sum(r[op->n], r[op->m], op->imm), &core->q);)    \
    OP(SMLSD,    r[op->d] = dsp_accumulate(addend(r, op) +                     \
                     dsp_dual_difference(r[op->n], r[op->m], op->imm),         \
                     &core->q);)                                               \
    OP(SMMLA,    r[op->d] = dsp_top((uint32_t)addend(r, op),                   \
                     (uint64_t)dsp_product(r[op->n], r[op->m]), op->imm);)     \
    OP(SMMLS,    r[op->d] = dsp_top((uint32_t)addend(r, op),                   \
                     0 - (uint64_t)dsp_product(r[op->n], r[op->m]), op->imm);) \
    OP(USADA8,   r[op->d] = (uint32_t)addend(r, op) +                          \
                     dsp_byte_differences(r[op->n], r[op->m]);)                \
    OP(SMLALXY,  set_long(r, op, get_long(r, op) + (uint64_t)                  \
                     dsp_halves(r[op->n], r[op->m], op->imm));)                \
    OP(SMLALD,   set_long(r, op, get_long(r, op) + (uint64_t)                  \
                     dsp_dual_sum(r[op->n], r[op->m], op->imm));)              \
    OP(SMLSLD,   set_long(r, op, get_long(r, op) + (uint64_t)                  \
                     dsp_dual_difference(r[op->n], r[op->m], op->imm));)       \
    OP(UMAAL,    set_long(r, op, (uint64_t)r[op->n] * r[op->m] +               \
                     r[op->a] + r[op->d]);)

/* All that only computes, in one cycle or a number known before. */
#define COMPUTE_OPS(OP)                                                        \
    DATA_OPS(OP) FIELD_OPS(OP) MULTIPLY_OPS(OP) DSP_OPS(OP)                    \
    OP(NOP, ;)

/* --- the FPU, once it is ready (fault.h) --- */

/* The includer defines FPU(add) ... as the functions of fpu.h or fpu_host.h. */
#define FPSCR (&core->fpscr)

#define FLOAT_OPS(OP)                                                          \
    OP(VADD,    s[op->d] = FPU(add)(FPSCR, s[op->n], s[op->m]);)               \
    OP(VSUB,    s[op->d] = FPU(subtract)(FPSCR, s[op->n], s[op->m]);)          \
    OP(VMUL,    s[op->d] = FPU(multiply)(FPSCR, s[op->n], s[op->m]);)          \
    OP(VNMUL,   s[op->d] = fpu_negate(                                         \
                    FPU(multiply)(FPSCR, s[op->n], s[op->m]));)                \
    OP(VMLA,    s[op->d] = FPU(add)(FPSCR, s[op->d],                           \
                    FPU(multiply)(FPSCR, s[op->n], s[op->m]));)                \
    OP(VMLS,    s[op->d] = FPU(add)(FPSCR, s[op->d], fpu_negate(               \
                    FPU(multiply)(FPSCR, s[op->n], s[op->m])));)               \
    OP(VNMLA,   s[op->d] = FPU(add)(FPSCR, fpu_negate(s[op->d]), fpu_negate(   \
                    FPU(multiply)(FPSCR, s[op->n], s[op->m])));)               \
    OP(VNMLS,   s[op->d] = FPU(add)(FPSCR, fpu_negate(s[op->d]),               \
                    FPU(multiply)(FPSCR, s[op->n], s[op->m]));)                \
    OP(VFMA,    s[op->d] = FPU(fused)(FPSCR, s[op->d], s[op->n], s[op->m]);)   \
    OP(VFMS,    s[op->d] = FPU(fused)(FPSCR, s[op->d], fpu_negate(s[op->n]),   \
                                     s[op->m]);)                               \
    OP(VFNMA,   s[op->d] = FPU(fused)(FPSCR, fpu_negate(s[op->d]),             \
                                     fpu_negate(s[op->n]), s[op->m]);)         \
    OP(VFNMS,   s[op->d] = FPU(fused)(FPSCR, fpu_negate(s[op->d]), s[op->n],   \
                                     s[op->m]);)                               \
    OP(VDIV,    s[op->d] = FPU(divide)(FPSCR, s[op->n], s[op->m]);)            \
    OP(VSQRT,   s[op->d] = fpu_square_root(FPSCR, s[op->m]);)                  \
    OP(VABS,    s[op->d] = s[op->m] & ~FPU_SIGN;)                              \
    OP(VNEG,    s[op->d] = fpu_negate(s[op->m]);)                              \
    OP(VMOV,    s[op->d] = s[op->m];)                                          \
    OP(VMOV_IMM, s[op->d] = op->imm;)                                          \
    OP(VCMP,    fpu_compare(FPSCR, s[op->d], s[op->m], op->a);)                \
    OP(VCMP_0,  fpu_compare(FPSCR, s[op->d], 0, op->a);)                       \
    /* fixed point: n = width, imm = fraction, bit 0 of a = signed, bit 1 = by \
     * the mode of FPSCR */                                                    \
    OP(VCVT_FROM_FIXED, s[op->d] = fpu_from_fixed(FPSCR, s[op->m],             \
                            fixed_form(op), op->a & 2);)                       \
    OP(VCVT_TO_FIXED,   s[op->d] = fpu_to_fixed(FPSCR, s[op->m],               \
                            fixed_form(op), op->a & 2);)                       \
    /* a = 16 for the top half */                                              \
    OP(VCVT_FROM_HALF,  s[op->d] = fpu_from_half(FPSCR,                        \
                            s[op->m] >> op->a & 0xFFFF);)                      \
    OP(VCVT_TO_HALF,    s[op->d] = (s[op->d] & ~(0xFFFFu << op->a)) |          \
                            fpu_to_half(FPSCR, s[op->m]) << op->a;)            \
    OP(VMOV_TO_CORE,    r[op->d] = s[op->n];)                                  \
    OP(VMOV_FROM_CORE,  s[op->n] = r[op->d];)                                  \
    OP(VMOV_TO_CORES,   r[op->d] = s[op->m]; r[op->a] = s[op->m + 1];)         \
    OP(VMOV_FROM_CORES, s[op->m] = r[op->d]; s[op->m + 1] = r[op->a];)         \
    OP(VMRS,    r[op->d] = core->fpscr;)                                       \
    OP(VMSR,    core->fpscr = r[op->d] & FPSCR_WRITABLE;)

/* --- memory --- */

/* name, bytes, type of the value in memory */
#define LOADS(X) X(LDR, 4, uint32_t) X(LDRH, 2, uint16_t) X(LDRB, 1, uint8_t)  \
                 X(LDRSH, 2, int16_t) X(LDRSB, 1, int8_t)
#define STORES(X) X(STR, 4, uint32_t) X(STRH, 2, uint16_t) X(STRB, 1, uint8_t)

/* d = the register; address: n + imm; n + (m << imm); n + imm with write-back
 * before, after; imm. */
#define LOAD_KINDS(name, bytes, type)                                          \
    V7_##name##_IMM, V7_##name##_REG, V7_##name##_PRE, V7_##name##_POST,       \
    V7_##name##_LIT,
#define STORE_KINDS(name, bytes, type)                                         \
    V7_##name##_IMM, V7_##name##_REG, V7_##name##_PRE, V7_##name##_POST,

/* --- the rest --- */

#define OTHER_OPS(X)                                                           \
    X(LOAD_OTHER)  /* SP or PC: a = which of the loads of words */             \
    X(LOAD_USER)   /* LDRT ...: a = which of the loads, to be without n */     \
    X(STORE_USER)                                                              \
    X(LDRD)        /* d, a; n + imm; m = the form of the address */            \
    X(STRD)                                                                    \
    X(LDM)         /* list imm; n; a = write-back; m = decrement before */     \
    X(LDM_PC)      /* the same with PC in the list */                          \
    X(STM)                                                                     \
    X(LDREX)       /* d = [n + imm], a bytes */                                \
    X(STREX)       /* d = done; [n + imm] = m */                               \
    X(B)           /* imm */                                                   \
    X(BEQ) X(BNE) X(BCS) X(BCC) X(BMI) X(BPL) X(BVS) X(BVC) X(BHI) X(BLS)      \
    X(BGE) X(BLT) X(BGT) X(BLE)                                                \
    X(CBZ)         /* n, imm */                                                \
    X(CBNZ)                                                                    \
    X(BL)          /* imm */                                                   \
    X(BX_IMM)      /* imm, bit 0 as in BX */                                   \
    X(BX)          /* m */                                                     \
    X(BLX)         /* m */                                                     \
    X(JUMP)        /* to m + imm; bit 0 has no meaning */                      \
    X(TBB)         /* [n + m], from imm on; n = PC: imm */                     \
    X(TBH)         /* [n + 2 m] */                                             \
    X(SDIV) X(UDIV)                                                            \
    X(IT)          /* ITSTATE imm */                                           \
    X(MRS)         /* d, SYSm imm */                                           \
    X(MSR)         /* n, SYSm imm, mask a */                                   \
    X(CPS)         /* imm: bit 4 disable, 1 PRIMASK, 0 FAULTMASK */            \
    X(WFE) X(WFI) X(SEV) X(CLREX)                                              \
    X(SVC) X(BKPT)                                                             \
    X(UNDEFINED)   /* a: of the FPU */                                         \
    X(UNPREDICTABLE) /* a: of the FPU */                                       \
    X(NOCP)                                                                    \
    X(VMRS_FLAGS)  /* N, Z, C and V from FPSCR */                              \
    X(VLDR)        /* d, a words, n + imm; m: the form of the address */       \
    X(VSTR)                                                                    \
    X(VLDM)        /* d, a words, n, imm bytes; m: 1 write-back, 2 before */   \
    X(VSTM)                                                                    \
    X(SKIP)        /* in blocks only: the next one, unless n holds */          \
    X(END)         /* in blocks only: what follows is at imm */

/* clang-format on */

enum op7_kind {
#define OP7_NAME(name)           V7_##name,
#define OP7_STATEMENT(name, ...) V7_##name,
    COMPUTE_OPS(OP7_STATEMENT) FLOAT_OPS(OP7_STATEMENT) LOADS(LOAD_KINDS)
        STORES(STORE_KINDS) OTHER_OPS(OP7_NAME) OP7_KINDS
};

/* The forms of the address of single loads and stores, in the order of their
 * kinds. */
enum { FORM_IMM, FORM_REG, FORM_PRE, FORM_POST, FORM_LIT, LOAD_FORMS };
enum { STORE_FORMS = FORM_POST + 1 };

enum { SHIFT_LSL, SHIFT_LSR, SHIFT_ASR, SHIFT_ROR, SHIFT_RRX };

struct op7 {
    uint16_t kind; /* enum op7_kind */
    uint8_t size;  /* bytes */
    uint8_t cost;  /* cycles, if it does not branch */
    uint8_t d, n, m, a;
    uint32_t imm;
    uint8_t cycles; /* in a block: of it before this instruction, */
    uint8_t at;     /* the instruction's halfword, */
    uint8_t count;  /* the instructions before it, */
    uint8_t it;     /* and ITSTATE before it */
};

#endif
