/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/fpu.h"

#include <stddef.h>

#define INFINITY_BITS 0x7F800000u
#define DEFAULT_NAN   0x7FC00000u
#define QUIET         (1u << 22)

enum { ROUND_NEAREST, ROUND_PLUS, ROUND_MINUS, ROUND_ZERO };
/* The bit of the highest one in a fraction. */
enum { TOP = 62 };

/* fraction / 2^TOP * 2^exponent, and 2^TOP <= fraction < 2^(TOP+1); or 0. Its
 * lowest bit also stands for everything below it. */
struct number {
    bool sign;
    int exponent;
    uint64_t fraction;
};

/* Bits of a format: sign, exponent, fraction. */
struct format {
    int fraction_bits, bias;
    uint32_t infinity; /* the exponent's bits, all ones */
};

static const struct format single = {23, 127, INFINITY_BITS};
static const struct format half = {10, 15, 0x7C00};

/* --- pieces --- */

static unsigned rounding(uint32_t fpscr)
{
    return fpscr >> 22 & 3;
}

static uint64_t shift_right(uint64_t x, int n)
{
    if (n == 0)
        return x;
    return n < 64 ? x >> n | (x << (64 - n) != 0) : x != 0;
}

static struct number normal(bool sign, int exponent, uint64_t fraction)
{
    int up = fraction ? __builtin_clzll(fraction) - 1 : 0;
    if (up < 0)
        return (struct number){sign, exponent + 1, shift_right(fraction, 1)};
    return (struct number){sign, exponent - up, fraction << up};
}

static bool is_nan(uint32_t x)
{
    return (x & ~FPU_SIGN) > INFINITY_BITS;
}

static bool is_signalling(uint32_t x)
{
    return is_nan(x) && !(x & QUIET);
}

static bool is_infinite(uint32_t x)
{
    return (x & ~FPU_SIGN) == INFINITY_BITS;
}

static uint32_t invalid(uint32_t *fpscr)
{
    *fpscr |= FPSCR_IOC;
    return DEFAULT_NAN;
}

static uint32_t infinity(bool sign)
{
    return (uint32_t)sign << 31 | INFINITY_BITS;
}

/* A denormal operand is 0 with FZ=1. */
static uint32_t flush(uint32_t *fpscr, uint32_t x)
{
    if (x & INFINITY_BITS || !(x & ~FPU_SIGN) || !(*fpscr & FPSCR_FZ))
        return x;
    *fpscr |= FPSCR_IDC;
    return x & FPU_SIGN;
}

/* Of a finite number. */
static struct number unpack(uint32_t x)
{
    int exponent = (int)(x >> 23 & 0xFF);
    uint64_t fraction = x & 0x7FFFFF;
    if (exponent)
        fraction |= 1 << 23;
    else
        exponent = 1;
    return normal(x >> 31, exponent - single.bias + TOP - 23, fraction);
}

/* --- rounding --- */

static bool rounds_up(unsigned mode, bool sign, bool odd, uint64_t rest,
                      uint64_t middle)
{
    switch (mode) {
    case ROUND_NEAREST: return rest > middle || (rest == middle && odd);
    case ROUND_PLUS: return rest && !sign;
    case ROUND_MINUS: return rest && sign;
    default: return false;
    }
}

/* Infinity, or the number of the largest magnitude. */
static uint32_t overflow(uint32_t *fpscr, const struct format *format,
                         bool sign, unsigned mode)
{
    bool to_infinity =
        mode == ROUND_NEAREST || mode == (sign ? ROUND_MINUS : ROUND_PLUS);
    *fpscr |= FPSCR_OFC | FPSCR_IXC;
    return to_infinity ? format->infinity : format->infinity - 1;
}

/* Rounds a number that is not 0; the result has no sign. With AHP=1 half
 * precision has more numbers in place of infinity, and nothing beyond. */
static uint32_t round_to(uint32_t *fpscr, const struct format *format,
                         struct number x, unsigned mode)
{
    int down = TOP - format->fraction_bits;
    int exponent = x.exponent + format->bias;
    bool tiny = exponent < 1; /* before rounding */
    if (tiny) {
        x.fraction = shift_right(x.fraction, 1 - exponent);
        exponent = 1;
    }
    uint32_t kept = (uint32_t)(x.fraction >> down);
    uint64_t rest = x.fraction & ((1ull << down) - 1);
    /* The highest one of a number that is not tiny adds 1 to the exponent. */
    uint32_t bits = ((uint32_t)(exponent - 1) << format->fraction_bits) + kept +
                    rounds_up(mode, x.sign, kept & 1, rest, 1ull << (down - 1));
    if (format == &half && *fpscr & FPSCR_AHP) {
        if (bits > 0x7FFF) {
            *fpscr |= FPSCR_IOC;
            return 0x7FFF;
        }
    } else if (exponent > 2 * format->bias || bits >= format->infinity) {
        return overflow(fpscr, format, x.sign, mode);
    }
    if (rest)
        *fpscr |= tiny ? FPSCR_UFC | FPSCR_IXC : FPSCR_IXC;
    return bits;
}

static uint32_t pack_by(uint32_t *fpscr, struct number x, unsigned mode)
{
    uint32_t sign = (uint32_t)x.sign << 31;
    if (!x.fraction)
        return sign;
    if (x.exponent < 1 - single.bias && *fpscr & FPSCR_FZ) {
        *fpscr |= FPSCR_UFC;
        return sign;
    }
    return sign | round_to(fpscr, &single, x, mode);
}

static uint32_t pack(uint32_t *fpscr, struct number x)
{
    return pack_by(fpscr, x, rounding(*fpscr));
}

/* --- NaN --- */

static uint32_t nan_result(uint32_t *fpscr, uint32_t nan)
{
    if (is_signalling(nan))
        *fpscr |= FPSCR_IOC;
    return *fpscr & FPSCR_DN ? DEFAULT_NAN : nan | QUIET;
}

/* Finds the result of an operation with a NaN: a signalling one goes before a
 * quiet one, then the first one. Returns false when there is none. */
static bool find_nan(uint32_t *fpscr, const uint32_t *values, unsigned count,
                     uint32_t *result)
{
    const uint32_t *found = NULL;
    for (unsigned i = 0; i < count; i++) {
        if (!is_nan(values[i]))
            continue;
        if (!found || (is_signalling(values[i]) && !is_signalling(*found)))
            found = &values[i];
    }
    if (found)
        *result = nan_result(fpscr, *found);
    return found;
}

static bool find_nan_of_two(uint32_t *fpscr, uint32_t x, uint32_t y,
                            uint32_t *result)
{
    if (!is_nan(x) && !is_nan(y))
        return false;
    return find_nan(fpscr, (const uint32_t[]){x, y}, 2, result);
}

/* --- sums --- */

/* Of different signs. */
static struct number difference(struct number large, struct number less,
                                bool zero_sign)
{
    if (large.fraction == less.fraction && large.exponent == less.exponent)
        return (struct number){.sign = zero_sign};
    return normal(large.sign, large.exponent, large.fraction - less.fraction);
}

/* The exact sum but for what the lowest bit stands for. Numbers have 48 bits at
 * most: those that cancel others are never shifted out. */
static struct number sum(struct number x, struct number y, bool zero_sign)
{
    if (!x.fraction && !y.fraction)
        return (struct number){.sign = x.sign == y.sign ? x.sign : zero_sign};
    if (!x.fraction || !y.fraction)
        return x.fraction ? x : y;
    bool y_larger = y.exponent > x.exponent ||
                    (y.exponent == x.exponent && y.fraction > x.fraction);
    struct number large = y_larger ? y : x, less = y_larger ? x : y;
    less.fraction = shift_right(less.fraction, large.exponent - less.exponent);
    less.exponent = large.exponent;
    if (large.sign != less.sign)
        return difference(large, less, zero_sign);
    return normal(large.sign, large.exponent, large.fraction + less.fraction);
}

static bool zero_sign(uint32_t fpscr)
{
    return rounding(fpscr) == ROUND_MINUS;
}

/* x + y, with the sign of y turned by `sign`, but for that of a NaN. */
static uint32_t add(uint32_t *fpscr, uint32_t x, uint32_t y, uint32_t sign)
{
    uint32_t nan;
    x = flush(fpscr, x);
    y = flush(fpscr, y);
    if (find_nan_of_two(fpscr, x, y, &nan))
        return nan;
    y ^= sign;
    if (is_infinite(x) && is_infinite(y) && x != y)
        return invalid(fpscr);
    if (is_infinite(x) || is_infinite(y))
        return is_infinite(x) ? x : y;
    return pack(fpscr, sum(unpack(x), unpack(y), zero_sign(*fpscr)));
}

uint32_t fpu_add(uint32_t *fpscr, uint32_t x, uint32_t y)
{
    return add(fpscr, x, y, 0);
}

uint32_t fpu_subtract(uint32_t *fpscr, uint32_t x, uint32_t y)
{
    return add(fpscr, x, y, FPU_SIGN);
}

/* --- products --- */

static struct number product(struct number x, struct number y)
{
    return normal(x.sign ^ y.sign, x.exponent + y.exponent,
                  (x.fraction >> 31) * (y.fraction >> 31));
}

/* 0 times infinity */
static bool no_product(uint32_t x, uint32_t y)
{
    return (is_infinite(x) && !(y & ~FPU_SIGN)) ||
           (is_infinite(y) && !(x & ~FPU_SIGN));
}

uint32_t fpu_multiply(uint32_t *fpscr, uint32_t x, uint32_t y)
{
    uint32_t nan;
    x = flush(fpscr, x);
    y = flush(fpscr, y);
    if (find_nan_of_two(fpscr, x, y, &nan))
        return nan;
    if (no_product(x, y))
        return invalid(fpscr);
    if (is_infinite(x) || is_infinite(y))
        return infinity((x ^ y) >> 31);
    return pack(fpscr, product(unpack(x), unpack(y)));
}

uint32_t fpu_fused(uint32_t *fpscr, uint32_t addend, uint32_t x, uint32_t y)
{
    uint32_t nan;
    addend = flush(fpscr, addend);
    x = flush(fpscr, x);
    y = flush(fpscr, y);
    bool undefined = no_product(x, y);
    if (find_nan(fpscr, (const uint32_t[]){addend, x, y}, 3, &nan))
        return undefined && !is_signalling(addend) ? invalid(fpscr) : nan;
    bool endless = is_infinite(x) || is_infinite(y), sign = (x ^ y) >> 31;
    if (undefined ||
        (endless && is_infinite(addend) && addend != infinity(sign)))
        return invalid(fpscr);
    if (endless)
        return infinity(sign);
    if (is_infinite(addend))
        return addend;
    return pack(fpscr, sum(unpack(addend), product(unpack(x), unpack(y)),
                           zero_sign(*fpscr)));
}

/* --- quotients and roots --- */

static struct number quotient(struct number x, struct number y)
{
    uint64_t dividend = x.fraction >> 23 << 23, divisor = y.fraction >> 39;
    uint64_t result = dividend / divisor << 23;
    return normal(x.sign ^ y.sign, x.exponent - y.exponent,
                  result | (dividend % divisor != 0));
}

uint32_t fpu_divide(uint32_t *fpscr, uint32_t x, uint32_t y)
{
    uint32_t nan;
    x = flush(fpscr, x);
    y = flush(fpscr, y);
    bool sign = (x ^ y) >> 31;
    bool by_zero = !(y & ~FPU_SIGN);
    if (find_nan_of_two(fpscr, x, y, &nan))
        return nan;
    if ((is_infinite(x) && is_infinite(y)) || (!(x & ~FPU_SIGN) && by_zero))
        return invalid(fpscr);
    if (!is_infinite(x) && by_zero)
        *fpscr |= FPSCR_DZC;
    if (is_infinite(x) || by_zero)
        return infinity(sign);
    if (is_infinite(y) || !(x & ~FPU_SIGN))
        return (uint32_t)sign << 31;
    return pack(fpscr, quotient(unpack(x), unpack(y)));
}

/* Returns the largest number whose square is not above `x`. */
static uint64_t integer_root(uint64_t x)
{
    uint64_t root = 0;
    for (uint64_t bit = 1ull << 31; bit; bit >>= 1)
        if ((root | bit) * (root | bit) <= x)
            root |= bit;
    return root;
}

/* 2^exponent must be a square: an odd one lends the fraction a 2. */
static struct number square_root(struct number x)
{
    unsigned odd = x.exponent & 1;
    uint64_t square = x.fraction << odd, root = integer_root(square);
    return (struct number){false, (x.exponent - (int)odd) / 2,
                           root << 31 | (root * root != square)};
}

uint32_t fpu_square_root(uint32_t *fpscr, uint32_t x)
{
    x = flush(fpscr, x);
    if (is_nan(x))
        return nan_result(fpscr, x);
    if (!(x & ~FPU_SIGN))
        return x;
    if (x & FPU_SIGN)
        return invalid(fpscr);
    return is_infinite(x) ? x : pack(fpscr, square_root(unpack(x)));
}

/* --- comparison --- */

/* Orders numbers as integers do; both zeros are one. */
static int64_t order(uint32_t x)
{
    int64_t magnitude = x & ~FPU_SIGN;
    return x & FPU_SIGN ? -magnitude : magnitude;
}

void fpu_compare(uint32_t *fpscr, uint32_t x, uint32_t y, bool signals)
{
    enum { UNORDERED = 3, LESS = 8, EQUAL = 6, GREATER = 2 }; /* NZCV */
    uint32_t result = GREATER;
    x = flush(fpscr, x);
    y = flush(fpscr, y);
    if (is_nan(x) || is_nan(y)) {
        if (signals || is_signalling(x) || is_signalling(y))
            *fpscr |= FPSCR_IOC;
        result = UNORDERED;
    } else if (order(x) == order(y)) {
        result = EQUAL;
    } else if (order(x) < order(y)) {
        result = LESS;
    }
    *fpscr = (*fpscr & ~FPSCR_NZCV) | result << 28;
}

/* --- fixed point --- */

uint32_t fpu_from_fixed(uint32_t *fpscr, uint32_t x, struct fpu_fixed form,
                        bool by_mode)
{
    int64_t value = form.is_signed ? (int32_t)x : (int64_t)x;
    if (form.width == 16)
        value = form.is_signed ? (int16_t)x : (uint16_t)x;
    bool sign = value < 0;
    uint64_t magnitude = sign ? 0 - (uint64_t)value : (uint64_t)value;
    return pack_by(fpscr, normal(sign, TOP - form.fraction, magnitude),
                   by_mode ? rounding(*fpscr) : ROUND_NEAREST);
}

/* The numbers that a form has. */
static int64_t lowest(struct fpu_fixed form)
{
    return form.is_signed ? -(1ll << (form.width - 1)) : 0;
}

static int64_t highest(struct fpu_fixed form)
{
    return (1ll << (form.width - form.is_signed)) - 1;
}

static uint32_t saturate(uint32_t *fpscr, struct fpu_fixed form, bool sign)
{
    *fpscr |= FPSCR_IOC;
    return (uint32_t)(sign ? lowest(form) : highest(form));
}

uint32_t fpu_to_fixed(uint32_t *fpscr, uint32_t x, struct fpu_fixed form,
                      bool by_mode)
{
    enum { TOO_LARGE = 33 }; /* for any form */
    x = flush(fpscr, x);
    if (is_nan(x)) {
        invalid(fpscr);
        return 0;
    }
    bool sign = x >> 31;
    if (is_infinite(x))
        return saturate(fpscr, form, sign);
    struct number number = unpack(x);
    if (!number.fraction)
        return 0;
    int exponent = number.exponent + form.fraction;
    if (exponent > TOO_LARGE)
        return saturate(fpscr, form, sign);
    if (exponent < -1) { /* less than a half */
        exponent = -1;
        number.fraction = 1;
    }
    int down = TOP - exponent;
    uint64_t whole = number.fraction >> down;
    uint64_t rest = number.fraction & ((1ull << down) - 1);
    unsigned mode = by_mode ? rounding(*fpscr) : ROUND_ZERO;
    int64_t value = (int64_t)(whole + rounds_up(mode, sign, whole & 1, rest,
                                                1ull << (down - 1)));
    if (sign)
        value = -value;
    if (value < lowest(form) || value > highest(form))
        return saturate(fpscr, form, sign);
    if (rest)
        *fpscr |= FPSCR_IXC;
    return (uint32_t)value;
}

/* --- half precision --- */

/* FZ has no effect on half precision. With AHP=1 there is neither infinity nor
 * NaN. */
uint32_t fpu_from_half(uint32_t *fpscr, uint32_t x)
{
    uint32_t sign = (x & 0x8000) << 16, fraction = x & 0x3FF;
    int exponent = (int)(x >> 10 & 0x1F);
    if (exponent == 0x1F && !(*fpscr & FPSCR_AHP))
        return fraction
                   ? nan_result(fpscr, sign | INFINITY_BITS | fraction << 13)
                   : sign | INFINITY_BITS;
    if (exponent)
        fraction |= 1 << 10;
    else
        exponent = 1;
    return pack(fpscr, normal(sign, exponent - half.bias + TOP - 10, fraction));
}

static uint32_t half_of_nan(uint32_t *fpscr, uint32_t x)
{
    bool none = *fpscr & FPSCR_AHP;
    if (none || is_signalling(x))
        *fpscr |= FPSCR_IOC;
    if (none)
        return x >> 16 & 0x8000;
    if (*fpscr & FPSCR_DN)
        return 0x7E00;
    return (x >> 16 & 0x8000) | 0x7E00 | (x >> 13 & 0x1FF);
}

uint32_t fpu_to_half(uint32_t *fpscr, uint32_t x)
{
    x = flush(fpscr, x);
    uint32_t sign = x >> 16 & 0x8000;
    if (is_nan(x))
        return half_of_nan(fpscr, x);
    if (is_infinite(x) && *fpscr & FPSCR_AHP) {
        *fpscr |= FPSCR_IOC;
        return sign | 0x7FFF;
    }
    if (is_infinite(x))
        return sign | half.infinity;
    struct number number = unpack(x);
    if (!number.fraction)
        return sign;
    return sign | round_to(fpscr, &half, number, rounding(*fpscr));
}
