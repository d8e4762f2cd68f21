/* SPDX-License-Identifier: MIT
 *
 * What the instructions for signal processing compute, and saturation: DDI0403
 * A4.4.3, A7.7. Each lane of a word is computed by itself.
 */
#ifndef CHIP_CORE_ARMV7M_DSP_H
#define CHIP_CORE_ARMV7M_DSP_H

#include <stdbool.h>
#include <stdint.h>

static inline int32_t dsp_low(uint32_t x)
{
    return (int16_t)x;
}

static inline int32_t dsp_high(uint32_t x)
{
    return (int16_t)(x >> 16);
}

/* The half in bits 31:16 with `top`. */
static inline int32_t dsp_half(uint32_t x, bool top)
{
    return top ? dsp_high(x) : dsp_low(x);
}

static inline uint32_t dsp_pack(uint32_t low, uint32_t high)
{
    return (low & 0xFFFF) | high << 16;
}

/* --- saturation --- */

static inline int64_t dsp_clamp(int64_t x, int64_t lo, int64_t hi, bool *q)
{
    if (x >= lo && x <= hi)
        return x;
    *q = true;
    return x < lo ? lo : hi;
}

static inline uint32_t dsp_signed(int64_t x, unsigned bits, bool *q)
{
    int64_t end = 1ll << (bits - 1);
    return (uint32_t)dsp_clamp(x, -end, end - 1, q);
}

static inline uint32_t dsp_unsigned(int64_t x, unsigned bits, bool *q)
{
    return (uint32_t)dsp_clamp(x, 0, (1ll << bits) - 1, q);
}

static inline uint32_t dsp_signed16(uint32_t x, unsigned bits, bool *q)
{
    return dsp_pack(dsp_signed(dsp_low(x), bits, q),
                    dsp_signed(dsp_high(x), bits, q));
}

static inline uint32_t dsp_unsigned16(uint32_t x, unsigned bits, bool *q)
{
    return dsp_pack(dsp_unsigned(dsp_low(x), bits, q),
                    dsp_unsigned(dsp_high(x), bits, q));
}

/* Returns the low 32 bits; Q is set when that is not the sum. */
static inline uint32_t dsp_accumulate(int64_t sum, bool *q)
{
    if (sum != (int32_t)sum)
        *q = true;
    return (uint32_t)sum;
}

static inline uint32_t dsp_doubled(uint32_t x, bool *q)
{
    return dsp_signed(2 * (int64_t)(int32_t)x, 32, q);
}

/* --- products --- */

static inline int64_t dsp_product(uint32_t x, uint32_t y)
{
    return (int64_t)(int32_t)x * (int32_t)y;
}

/* Of the halves; with `exchanged` those of y change places. */
static inline int64_t dsp_dual_sum(uint32_t x, uint32_t y, bool exchanged)
{
    return (int64_t)dsp_low(x) * dsp_half(y, exchanged) +
           (int64_t)dsp_high(x) * dsp_half(y, !exchanged);
}

static inline int64_t dsp_dual_difference(uint32_t x, uint32_t y,
                                          bool exchanged)
{
    return (int64_t)dsp_low(x) * dsp_half(y, exchanged) -
           (int64_t)dsp_high(x) * dsp_half(y, !exchanged);
}

/* A product of halves; `which`: bit 1 = the top of x, bit 0 = of y. */
static inline int64_t dsp_halves(uint32_t x, uint32_t y, unsigned which)
{
    return (int64_t)dsp_half(x, which & 2) * dsp_half(y, which & 1);
}

/* Bits 47:16 of a product with a half. */
static inline int64_t dsp_by_half(uint32_t x, uint32_t y, bool top)
{
    return (int64_t)(int32_t)x * dsp_half(y, top) >> 16;
}

/* Bits 63:32 of the accumulator ahead of a product. */
static inline uint32_t dsp_top(uint32_t accumulator, uint64_t product,
                               bool rounded)
{
    uint64_t sum = ((uint64_t)accumulator << 32) + product;
    return (uint32_t)((sum + (rounded ? 0x80000000u : 0)) >> 32);
}

static inline uint32_t dsp_byte_differences(uint32_t x, uint32_t y)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < 32; i += 8) {
        int32_t difference =
            (int32_t)(x >> i & 0xFF) - (int32_t)(y >> i & 0xFF);
        sum += (uint32_t)(difference < 0 ? -difference : difference);
    }
    return sum;
}

/* --- lanes side by side --- */

/* The code of a parallel addition or subtraction: op 6:4 as in bits 22:20 of
 * the instruction, unsigned 2, kind 1:0 as in its bits 5:4. */
enum { DSP_ADD8, DSP_ADD16, DSP_ASX, DSP_SUB8 = 4, DSP_SUB16, DSP_SAX };
enum { DSP_PLAIN, DSP_SATURATING, DSP_HALVING, DSP_UNSIGNED = 4 };

struct dsp_lane {
    unsigned shift, bits;
    bool subtract;
    uint8_t from; /* the position of y's lane */
};

static inline __attribute__((always_inline)) int32_t
dsp_extract(uint32_t x, unsigned shift, unsigned bits, bool is_unsigned)
{
    uint32_t lane = x >> shift & ((1u << bits) - 1);
    uint32_t sign = is_unsigned ? 0 : 1u << (bits - 1);
    return (int32_t)((lane ^ sign) - sign);
}

/* Returns the lane in its place, and adds its bits to *ge. */
static inline __attribute__((always_inline)) uint32_t
dsp_lane(struct dsp_lane lane, unsigned code, uint32_t x, uint32_t y,
         uint8_t *ge)
{
    bool is_unsigned = code & DSP_UNSIGNED, unused = false;
    unsigned bits = lane.bits;
    int32_t a = dsp_extract(x, lane.shift, bits, is_unsigned);
    int32_t b = dsp_extract(y, lane.from, bits, is_unsigned);
    int32_t result = lane.subtract ? a - b : a + b;
    int32_t carry = is_unsigned && !lane.subtract ? 1 << bits : 0;
    if (result >= carry)
        *ge |= (bits == 8 ? 1 : 3) << lane.shift / 8;
    if ((code & 3) == DSP_SATURATING)
        result = (int32_t)(is_unsigned ? dsp_unsigned(result, bits, &unused)
                                       : dsp_signed(result, bits, &unused));
    else if ((code & 3) == DSP_HALVING)
        result >>= 1;
    return ((uint32_t)result & ((1u << bits) - 1)) << lane.shift;
}

static inline __attribute__((always_inline)) uint32_t
dsp_lanes(unsigned bits, unsigned code, uint32_t x, uint32_t y, uint8_t *ge)
{
    unsigned op = code >> 4;
    bool crossed = op == DSP_ASX || op == DSP_SAX;
    uint32_t result = 0;
    uint8_t lanes = 0;
#pragma GCC unroll 4
    for (unsigned shift = 0; shift < 32; shift += bits) {
        bool subtract = op == DSP_SUB8 || op == DSP_SUB16 ||
                        op == (shift ? DSP_SAX : DSP_ASX);
        uint8_t from = (uint8_t)(crossed ? 16 - shift : shift);
        struct dsp_lane lane = {shift, bits, subtract, from};
        result |= dsp_lane(lane, code, x, y, &lanes);
    }
    if ((code & 3) == DSP_PLAIN)
        *ge = lanes;
    return result;
}

/* Compiled for each code apart. */
#define DSP_CASE(bits, code)                                                   \
    case (code):                                                               \
        return dsp_lanes(bits, code, x, y, ge);
#define DSP_CASES(bits, op)                                                    \
    DSP_CASE(bits, (op) << 4 | DSP_PLAIN)                                      \
    DSP_CASE(bits, (op) << 4 | DSP_SATURATING)                                 \
    DSP_CASE(bits, (op) << 4 | DSP_HALVING)                                    \
    DSP_CASE(bits, (op) << 4 | DSP_UNSIGNED | DSP_PLAIN)                       \
    DSP_CASE(bits, (op) << 4 | DSP_UNSIGNED | DSP_SATURATING)                  \
    DSP_CASE(bits, (op) << 4 | DSP_UNSIGNED | DSP_HALVING)

/* Plain ones change *ge. */
static inline uint32_t dsp_parallel(unsigned code, uint32_t x, uint32_t y,
                                    uint8_t *ge)
{
    switch (code) {
        DSP_CASES(8, DSP_ADD8)
        DSP_CASES(16, DSP_ADD16)
        DSP_CASES(16, DSP_ASX)
        DSP_CASES(8, DSP_SUB8)
        DSP_CASES(16, DSP_SUB16)
        DSP_CASES(16, DSP_SAX)
    default: return 0; /* there are no others */
    }
}

static inline uint32_t dsp_select(uint32_t x, uint32_t y, uint8_t ge)
{
    uint32_t mask = 0;
    for (unsigned i = 0; i < 4; i++)
        mask |= (ge >> i & 1) * (0xFFu << 8 * i);
    return (x & mask) | (y & ~mask);
}

/* --- extension of two bytes, addition of two halves --- */

static inline uint32_t dsp_add_halves(uint32_t x, uint32_t y)
{
    return dsp_pack(x + y, (x >> 16) + (y >> 16));
}

static inline uint32_t dsp_signed_bytes(uint32_t x)
{
    return dsp_pack((uint32_t)(int8_t)x, (uint32_t)(int8_t)(x >> 16));
}

#endif
