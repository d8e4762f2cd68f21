/* SPDX-License-Identifier: MIT
 *
 * Arithmetic of the FPU by that of the host, for the fast loop: the same bits
 * and flags as fpu.h, which does whatever is not usual. Usual is: rounded to
 * the nearest; no operand that FZ makes 0; a finite result that was not tiny
 * before rounding, or an exact 0.
 *
 * The host must compute IEEE 754 single and double precision as such, rounding
 * to the nearest, as it does unless a program asks for other modes.
 */
#ifndef CHIP_CORE_ARMV7M_FPU_HOST_H
#define CHIP_CORE_ARMV7M_FPU_HOST_H

#include <float.h>
#include <string.h>

#include "chip/core/armv7m/fpu.h"

#if FLT_EVAL_METHOD == 0 && FLT_MANT_DIG == 24 && DBL_MANT_DIG == 53
enum { FPU_HOST = true };
#else
enum { FPU_HOST = false };
#endif

static inline float fpu_host_float(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint32_t fpu_host_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* Returns whether FZ leaves the operand alone. */
static inline bool fpu_host_kept(uint32_t x)
{
    return x & 0x7F800000 || !(x & ~FPU_SIGN);
}

static inline bool fpu_host_fits(uint32_t fpscr, uint32_t x, uint32_t y)
{
    if (!(fpscr & (FPSCR_RMODE | FPSCR_FZ)))
        return FPU_HOST;
    return FPU_HOST && !(fpscr & FPSCR_RMODE) && fpu_host_kept(x) &&
           fpu_host_kept(y);
}

/* Returns whether it is finite, and above the least normal number, to which a
 * tiny one may have been rounded. */
static inline bool fpu_host_usual(uint32_t result)
{
    return (result >> 23 & 0xFF) - 2 < 253;
}

static inline uint32_t fpu_host_done(uint32_t *fpscr, uint32_t result,
                                     bool inexact)
{
    *fpscr |= inexact ? FPSCR_IXC : 0;
    return result;
}

/* What is subtracted from a rounded sum gives the other one, if the sum is
 * exact; if it is not, what is less does not come back. */
static inline uint32_t fpu_host_add(uint32_t *fpscr, uint32_t x, uint32_t y)
{
    float a = fpu_host_float(x), b = fpu_host_float(y), sum = a + b;
    uint32_t result = fpu_host_bits(sum);
    if (!fpu_host_fits(*fpscr, x, y) || !fpu_host_usual(result))
        return fpu_add(fpscr, x, y);
    return fpu_host_done(fpscr, result, (sum - a != b) | (sum - b != a));
}

/* The sign of a NaN stays. */
static inline uint32_t fpu_host_subtract(uint32_t *fpscr, uint32_t x,
                                         uint32_t y)
{
    float a = fpu_host_float(x), b = fpu_host_float(y), difference = a - b;
    uint32_t result = fpu_host_bits(difference);
    if (!fpu_host_fits(*fpscr, x, y) || !fpu_host_usual(result))
        return fpu_subtract(fpscr, x, y);
    return fpu_host_done(fpscr, result,
                         (a - difference != b) | (difference + b != a));
}

/* The product is exact in double precision. */
static inline uint32_t fpu_host_multiply(uint32_t *fpscr, uint32_t x,
                                         uint32_t y)
{
    double product = (double)fpu_host_float(x) * (double)fpu_host_float(y);
    float rounded = (float)product;
    uint32_t result = fpu_host_bits(rounded);
    if (!fpu_host_fits(*fpscr, x, y) || !fpu_host_usual(result))
        return fpu_multiply(fpscr, x, y);
    return fpu_host_done(fpscr, result, (double)rounded != product);
}

static inline uint32_t fpu_host_divide(uint32_t *fpscr, uint32_t x, uint32_t y)
{
    float a = fpu_host_float(x), b = fpu_host_float(y), quotient = a / b;
    uint32_t result = fpu_host_bits(quotient);
    if (!fpu_host_fits(*fpscr, x, y) || !fpu_host_usual(result))
        return fpu_divide(fpscr, x, y);
    return fpu_host_done(fpscr, result,
                         (double)quotient * (double)b != (double)a);
}

/* Returns whether a sum in double precision, rounded, may be the middle between
 * two numbers of single precision, which the exact sum is not. */
static inline bool fpu_host_middle(double sum)
{
    enum { BELOW = 0x1FFFFFFF, MIDDLE = 0x10000000 };
    uint64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    return (bits & BELOW) == MIDDLE;
}

/* The sum of the exact product and the addend is rounded twice. That is once,
 * unless it is in the middle the second time. */
static inline uint32_t fpu_host_fused(uint32_t *fpscr, uint32_t addend,
                                      uint32_t x, uint32_t y)
{
    double product = (double)fpu_host_float(x) * (double)fpu_host_float(y);
    double c = (double)fpu_host_float(addend), sum = product + c;
    float rounded = (float)sum;
    uint32_t result = fpu_host_bits(rounded);
    if (!fpu_host_fits(*fpscr, x, y) || !fpu_host_usual(result) ||
        fpu_host_middle(sum) || (*fpscr & FPSCR_FZ && !fpu_host_kept(addend)))
        return fpu_fused(fpscr, addend, x, y);
    return fpu_host_done(fpscr, result,
                         ((double)rounded != sum) | (sum - product != c) |
                             (sum - c != product));
}

#endif
