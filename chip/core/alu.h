/* SPDX-License-Identifier: MIT
 *
 * What instructions compute, DDI0419 A2.2 and A6.3: shifts, addition with
 * carry, conditions. Written once for two ways to keep the flags: in struct
 * cpu, and in the words that the fast loop holds in registers. The includer
 * defines FLAGS, the type that holds them, and
 *     uint32_t set_nz(FLAGS *, uint32_t result)   N and Z; returns `result`
 *     void set_c(FLAGS *, bool carry)
 *     void set_v(FLAGS *, uint32_t sign)          V is bit 31
 *     bool flag_n(), flag_z(), flag_c(), flag_v()(const FLAGS *)
 */
#ifndef CHIP_CORE_ALU_H
#define CHIP_CORE_ALU_H

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t add(FLAGS *flags, uint32_t x, uint32_t y, uint32_t carry)
{
    uint64_t sum = (uint64_t)x + y + carry;
    uint32_t result = (uint32_t)sum;
    set_c(flags, sum >> 32);
    set_v(flags, ~(x ^ y) & (x ^ result));
    return set_nz(flags, result);
}

static inline uint32_t subtract(FLAGS *flags, uint32_t x, uint32_t y)
{
    set_c(flags, x >= y);
    set_v(flags, (x ^ y) & (x ^ (x - y)));
    return set_nz(flags, x - y);
}

/* Shift by 1 to 33, 32 for ASR: one more than the width shifts out every bit.
 */
static inline uint32_t lsl_some(FLAGS *flags, uint32_t x, uint32_t n)
{
    uint64_t shifted = (uint64_t)x << n;
    set_c(flags, shifted >> 32 & 1);
    return set_nz(flags, (uint32_t)shifted);
}

static inline uint32_t lsr_some(FLAGS *flags, uint32_t x, uint32_t n)
{
    uint64_t shifted = (uint64_t)x << 1 >> n;
    set_c(flags, shifted & 1);
    return set_nz(flags, (uint32_t)(shifted >> 1));
}

static inline uint32_t asr_some(FLAGS *flags, uint32_t x, uint32_t n)
{
    int64_t shifted = (int64_t)(int32_t)x * 2 >> n;
    set_c(flags, shifted & 1);
    return set_nz(flags, (uint32_t)(shifted >> 1));
}

/* Shift by 0 to 255; a shift by 0 keeps the carry. */
static inline uint32_t lsl(FLAGS *flags, uint32_t x, uint32_t n)
{
    return n ? lsl_some(flags, x, n < 33 ? n : 33) : set_nz(flags, x);
}

static inline uint32_t lsr(FLAGS *flags, uint32_t x, uint32_t n)
{
    return n ? lsr_some(flags, x, n < 33 ? n : 33) : set_nz(flags, x);
}

static inline uint32_t asr(FLAGS *flags, uint32_t x, uint32_t n)
{
    return n ? asr_some(flags, x, n < 32 ? n : 32) : set_nz(flags, x);
}

static inline uint32_t ror(FLAGS *flags, uint32_t x, unsigned n)
{
    if (n == 0)
        return set_nz(flags, x);
    unsigned turn = n & 31;
    uint32_t result = turn ? x >> turn | x << (32 - turn) : x;
    set_c(flags, result >> 31);
    return set_nz(flags, result);
}

static inline uint32_t swap_bytes(uint32_t x)
{
    return x >> 24 | (x >> 8 & 0xFF00) | (x & 0xFF00) << 8 | x << 24;
}

static inline uint32_t swap_in_halves(uint32_t x)
{
    return (x >> 8 & 0x00FF00FF) | (x & 0x00FF00FF) << 8;
}

/* Returns whether condition `code`, 0 (EQ) to 13 (LE), holds (A6.3.1). */
static inline bool condition(const FLAGS *f, uint32_t code)
{
    bool result;
    switch (code >> 1) {
    case 0: result = flag_z(f); break;                             /* EQ NE */
    case 1: result = flag_c(f); break;                             /* CS CC */
    case 2: result = flag_n(f); break;                             /* MI PL */
    case 3: result = flag_v(f); break;                             /* VS VC */
    case 4: result = flag_c(f) && !flag_z(f); break;               /* HI LS */
    case 5: result = flag_n(f) == flag_v(f); break;                /* GE LT */
    default: result = flag_n(f) == flag_v(f) && !flag_z(f); break; /* GT LE */
    }
    return result != (code & 1);
}

#endif
