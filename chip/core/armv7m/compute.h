/* SPDX-License-Identifier: MIT
 *
 * What the statements of op.h need, DDI0403 A2.2 and A7.4. The includer has
 * chosen the flags: chip/core/flags.h or chip/core/lazy_flags.h.
 */
#ifndef CHIP_CORE_ARMV7M_COMPUTE_H
#define CHIP_CORE_ARMV7M_COMPUTE_H

#include "chip/core/armv7m/dsp.h"
#include "chip/core/armv7m/fpu.h"
#include "chip/core/armv7m/op.h"
#include "chip/state.h"

/* --- shifts --- */

static inline uint32_t rotated(uint32_t x, uint32_t n)
{
    return x >> (n & 31) | x << (-n & 31);
}

/* Shift by 0 to 255, without flags. */
static inline uint32_t shift(unsigned type, uint32_t x, uint32_t n)
{
    switch (type) {
    case SHIFT_LSL: return n < 32 ? x << n : 0;
    case SHIFT_LSR: return n < 32 ? x >> n : 0;
    case SHIFT_ASR: return (uint32_t)((int32_t)x >> (n < 32 ? n : 31));
    default: return rotated(x, n);
    }
}

/* The same, and sets the carry and N and Z. */
static inline uint32_t shift_s(unsigned type, uint32_t x, uint32_t n,
                               FLAGS *flags)
{
    switch (type) {
    case SHIFT_LSL: return lsl(flags, x, n);
    case SHIFT_LSR: return lsr(flags, x, n);
    case SHIFT_ASR: return asr(flags, x, n);
    default: return ror(flags, x, n);
    }
}

/* The second operand of an instruction: by imm, as `a` says. */
static inline uint32_t shifted(const struct op7 *op, uint32_t x, bool carry)
{
    if (op->a == SHIFT_RRX)
        return (uint32_t)carry << 31 | x >> 1;
    return shift(op->a, x, op->imm);
}

static inline uint32_t shifted_s(const struct op7 *op, uint32_t x, FLAGS *flags)
{
    if (op->a != SHIFT_RRX)
        return shift_s(op->a, x, op->imm, flags);
    uint32_t result = (uint32_t)flag_c(flags) << 31 | x >> 1;
    set_c(flags, x & 1);
    return result;
}

/* A constant that was rotated (a = 1) sets the carry to its highest bit. */
static inline uint32_t constant_s(const struct op7 *op, FLAGS *flags)
{
    if (op->a)
        set_c(flags, op->imm >> 31);
    return op->imm;
}

static inline uint32_t sp_operand(const struct op7 *op, const uint32_t *r)
{
    return op->m == CPU_PC ? op->imm : r[op->m] << op->imm;
}

/* --- fields --- */

/* Of 1 to 32 bits. */
static inline uint32_t field_mask(unsigned width)
{
    return 0xFFFFFFFF >> (32 - width);
}

static inline uint32_t signed_field(uint32_t x, unsigned width)
{
    return (uint32_t)((int32_t)(x << (32 - width)) >> (32 - width));
}

static inline uint32_t reverse_bits(uint32_t x)
{
    x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
    x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
    x = (x >> 4 & 0x0F0F0F0F) | (x & 0x0F0F0F0F) << 4;
    return swap_bytes(x);
}

static inline uint32_t leading_zeros(uint32_t x)
{
    return x ? (uint32_t)__builtin_clz(x) : 32;
}

/* --- products --- */

/* Two registers, d the high one. */
static inline uint64_t get_long(const uint32_t *r, const struct op7 *op)
{
    return (uint64_t)r[op->d] << 32 | r[op->a];
}

static inline void set_long(uint32_t *r, const struct op7 *op, uint64_t value)
{
    r[op->a] = (uint32_t)value;
    r[op->d] = (uint32_t)(value >> 32);
}

static inline int64_t addend(const uint32_t *r, const struct op7 *op)
{
    return op->a == CPU_PC ? 0 : (int32_t)r[op->a];
}

/* --- quotients; the divisor is not 0 --- */

static inline uint32_t signed_quotient(uint32_t x, uint32_t y)
{
    return (uint32_t)((int64_t)(int32_t)x / (int32_t)y);
}

/* DDI0439 3.3.1: 2 to 12 cycles, by how many more bits the dividend has;
 * assumed: 3 bits a cycle. This is how many come on top of 2. */
static inline unsigned divide_more(uint32_t x, uint32_t y)
{
    enum { MOST = 10, BITS = 3 };
    uint32_t zeros_x = leading_zeros(x), zeros_y = leading_zeros(y);
    uint32_t more = zeros_y > zeros_x ? zeros_y - zeros_x + BITS - 1 : 0;
    return more / BITS < MOST ? more / BITS : MOST;
}

static inline uint32_t magnitude(uint32_t x)
{
    return x >> 31 ? 0 - x : x;
}

/* --- the FPU --- */

static inline struct fpu_fixed fixed_form(const struct op7 *op)
{
    return (struct fpu_fixed){op->n, (uint8_t)op->imm, op->a & 1};
}

#endif
