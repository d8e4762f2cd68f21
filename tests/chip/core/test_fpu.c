/* SPDX-License-Identifier: MIT
 *
 * The FPU's arithmetic in integers beside that of the host, in all four
 * rounding modes, and the fast loop's use of the host beside both; what the
 * host has not (NaN, flush to zero, DN, half precision, saturation) by Arm's
 * rules, DDI0403 A2.5, as measured on Unicorn.
 */
#include <fenv.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "chip/core/armv7m/fpu.h"
#include "chip/core/armv7m/fpu_host.h"
#include "tests/random.h"

enum { COUNT = 2000000 / TEST_STRIDE };
enum { NEAREST, PLUS, MINUS, ZERO, MODES };

#define DN   FPSCR_DN
#define FZ   FPSCR_FZ
#define AHP  FPSCR_AHP
#define QNAN 0x7FC00000u
#define INF  0x7F800000u

/* --- the host --- */

static float to_float(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint32_t to_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static const int host_modes[MODES] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD,
                                      FE_TOWARDZERO};

static uint32_t host_flags(void)
{
    int set = fetestexcept(FE_ALL_EXCEPT);
    return (set & FE_INVALID ? FPSCR_IOC : 0) |
           (set & FE_DIVBYZERO ? FPSCR_DZC : 0) |
           (set & FE_OVERFLOW ? FPSCR_OFC : 0) |
           (set & FE_UNDERFLOW ? FPSCR_UFC : 0) |
           (set & FE_INEXACT ? FPSCR_IXC : 0);
}

/* --- random numbers --- */

static uint32_t random_single(uint64_t *seed)
{
    static const uint32_t edges[] = {
        0,          0x80000000, 1,          0x007FFFFF, 0x00800000,
        0x3F800000, 0xBF800000, 0x7F7FFFFF, 0xFF7FFFFF, INF,
        0xFF800000, 0x3F000000, 0x80000001, 0x00FFFFFF, 0x3F7FFFFF};
    uint32_t word = (uint32_t)(random_next(seed) >> 32);
    switch (random_below(seed, 4)) {
    case 0: return edges[random_below(seed, sizeof edges / sizeof *edges)];
    case 1: /* close to 1 */
        return (word & 0x807FFFFF) | (117u + random_below(seed, 20)) << 23;
    case 2: /* close to the least and the largest */
        return (word & 0x807FFFFF) |
               (random_below(seed, 2) ? random_below(seed, 26)
                                      : 230u + random_below(seed, 25))
                   << 23;
    default: return word;
    }
}

static bool is_nan(uint32_t x)
{
    return (x & 0x7FFFFFFF) > INF;
}

/* --- operations --- */

enum { ADD, SUBTRACT, MULTIPLY, DIVIDE, ROOT, FUSED, OPERATIONS };
static const char *const names[OPERATIONS] = {"add",    "subtract", "multiply",
                                              "divide", "root",     "fused"};

static uint32_t by_chip(unsigned op, const uint32_t x[3], uint32_t *fpscr)
{
    switch (op) {
    case ADD: return fpu_add(fpscr, x[0], x[1]);
    case SUBTRACT: return fpu_subtract(fpscr, x[0], x[1]);
    case MULTIPLY: return fpu_multiply(fpscr, x[0], x[1]);
    case DIVIDE: return fpu_divide(fpscr, x[0], x[1]);
    case ROOT: return fpu_square_root(fpscr, x[0]);
    default: return fpu_fused(fpscr, x[2], x[0], x[1]);
    }
}

static uint32_t by_host(unsigned op, const uint32_t x[3])
{
    volatile float a = to_float(x[0]), b = to_float(x[1]), c = to_float(x[2]);
    volatile float result;
    switch (op) {
    case ADD: result = a + b; break;
    case SUBTRACT: result = a - b; break;
    case MULTIPLY: result = a * b; break;
    case DIVIDE: result = a / b; break;
    case ROOT: result = sqrtf(a); break;
    default: result = fmaf(a, b, c); break;
    }
    return to_bits(result);
}

/* Whether the exact result is less than the least normal number, although the
 * rounded one is not: Arm tests before rounding, hosts may test after. */
static bool tininess_differs(uint32_t result)
{
    return (result & 0x7FFFFFFF) == 0x00800000;
}

static void check(unsigned op, unsigned mode, const uint32_t x[3])
{
    uint32_t fpscr = mode << 22;
    uint32_t got = by_chip(op, x, &fpscr);
    fesetround(host_modes[mode]);
    feclearexcept(FE_ALL_EXCEPT);
    uint32_t want = by_host(op, x);
    uint32_t want_flags = host_flags();
    fesetround(FE_TONEAREST);
    if (is_nan(want))
        want = QNAN;
    if (tininess_differs(want))
        want_flags = (want_flags & ~FPSCR_UFC) | (fpscr & FPSCR_UFC);
    if (got != want || (fpscr & 0xFF) != want_flags)
        fail_msg("%s of %08X %08X %08X, mode %u: %08X with flags %02X, the "
                 "host's %08X with %02X",
                 names[op], x[0], x[1], x[2], mode, got, fpscr & 0xFF, want,
                 want_flags);
}

static void test_host(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (unsigned i = 0; i < COUNT; i++) {
        uint32_t x[3] = {random_single(&seed), random_single(&seed),
                         random_single(&seed)};
        if (is_nan(x[0]) || is_nan(x[1]) || is_nan(x[2]))
            continue;
        check(i % OPERATIONS, random_below(&seed, MODES), x);
    }
}

/* --- the fast loop's arithmetic beside that in integers --- */

static uint32_t by_fast_loop(unsigned op, const uint32_t x[3], uint32_t *fpscr)
{
    switch (op) {
    case ADD: return fpu_host_add(fpscr, x[0], x[1]);
    case SUBTRACT: return fpu_host_subtract(fpscr, x[0], x[1]);
    case MULTIPLY: return fpu_host_multiply(fpscr, x[0], x[1]);
    case DIVIDE: return fpu_host_divide(fpscr, x[0], x[1]);
    case ROOT: return fpu_square_root(fpscr, x[0]);
    default: return fpu_host_fused(fpscr, x[2], x[0], x[1]);
    }
}

static void compare(unsigned op, uint32_t modes, const uint32_t x[3])
{
    uint32_t fpscr = modes, want_fpscr = modes;
    uint32_t want = by_chip(op, x, &want_fpscr);
    uint32_t got = by_fast_loop(op, x, &fpscr);
    if (got != want || fpscr != want_fpscr)
        fail_msg("%s of %08X %08X %08X, FPSCR %08X: %08X with %08X; in "
                 "integers %08X with %08X",
                 names[op], x[0], x[1], x[2], modes, got, fpscr, want,
                 want_fpscr);
}

/* Such that the sum is close to the middle between two numbers, or cancels. */
static void make_close(uint64_t *seed, uint32_t x[3])
{
    uint32_t fpscr = 0, product = fpu_multiply(&fpscr, x[0], x[1]);
    uint32_t apart = random_below(seed, 64), exponent = product >> 23 & 0xFF;
    uint32_t fraction = 1u << random_below(seed, 23);
    if (exponent <= apart || exponent == 0xFF)
        return;
    x[2] =
        ((random_below(seed, 2) ? exponent - apart : (exponent + apart) % 0xFF)
             << 23 |
         (fraction - random_below(seed, 2))) ^
        random_below(seed, 2) << 31;
    if (apart == 0)
        x[2] = product ^ FPU_SIGN;
}

static void test_fast_loop(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (unsigned i = 0; i < COUNT; i++) {
        uint32_t x[3] = {random_single(&seed), random_single(&seed),
                         random_single(&seed)};
        uint32_t modes =
            random_below(&seed, 4) ? 0 : random_below(&seed, 16) << 22;
        if (random_below(&seed, 2))
            make_close(&seed, x);
        if (random_below(&seed, 2))
            x[random_below(&seed, 2)] = x[2];
        compare(i % OPERATIONS, modes, x);
    }
}

/* --- conversions beside the host --- */

static void test_integers(void **state)
{
    (void)state;
    uint64_t seed = 2;
    const struct fpu_fixed form = {32, 0, true};
    for (unsigned i = 0; i < COUNT / 4; i++) {
        unsigned mode = random_below(&seed, MODES);
        uint32_t x =
            (uint32_t)(random_next(&seed) >> 32) >> random_below(&seed, 32);
        uint32_t fpscr = mode << 22;
        uint32_t got = fpu_from_fixed(&fpscr, x, form, true);
        fesetround(host_modes[mode]);
        volatile int32_t value = (int32_t)x;
        volatile float want = (float)value;
        uint32_t f = random_single(&seed);
        volatile float rounded = rintf(to_float(f));
        fesetround(FE_TONEAREST);
        assert_int_equal(got, to_bits(want));
        if (is_nan(f) || fabsf(to_float(f)) >= 2147483648.0f)
            continue;
        assert_int_equal((int32_t)fpu_to_fixed(&fpscr, f, form, true),
                         (int32_t)rounded);
    }
}

/* --- Arm's rules --- */

struct rule {
    const char *name;
    unsigned op;
    uint32_t x, y, z, modes, result, flags;
};

enum { IOC = 1, DZC = 2, OFC = 4, UFC = 8, IXC = 16, IDC = 128 };

static const struct rule rules[] = {
    {"a signalling NaN becomes quiet", ADD, 0x7FA00001, 0x3F800000, 0, 0,
     0x7FE00001, IOC},
    {"... and wins over a quiet one", ADD, 0x7FC00005, 0x7F800001, 0, 0,
     0x7FC00001, IOC},
    {"the first quiet NaN", MULTIPLY, 0xFFC00005, 0x7FC00001, 0, 0, 0xFFC00005,
     0},
    {"a NaN keeps its sign when subtracted", SUBTRACT, 0, 0x7FC00001, 0, 0,
     0x7FC00001, 0},
    {"default NaN", ADD, 0xFFC00005, 0x7FC00001, 0, DN, QNAN, 0},
    {"default NaN of a signalling one", ROOT, 0xFF800005, 0, 0, DN, QNAN, IOC},
    {"infinity less infinity", SUBTRACT, INF, INF, 0, 0, QNAN, IOC},
    {"0 times infinity", MULTIPLY, 0x80000000, INF, 0, 0, QNAN, IOC},
    {"0 / 0", DIVIDE, 0, 0x80000000, 0, 0, QNAN, IOC},
    {"infinity / infinity", DIVIDE, INF, INF, 0, 0, QNAN, IOC},
    {"1 / -0", DIVIDE, 0x3F800000, 0x80000000, 0, 0, 0xFF800000, DZC},
    {"infinity / 0", DIVIDE, INF, 0, 0, 0, INF, 0},
    {"root of -1", ROOT, 0xBF800000, 0, 0, 0, QNAN, IOC},
    {"root of -0", ROOT, 0x80000000, 0, 0, 0, 0x80000000, 0},
    {"fused: the addend's NaN first", FUSED, 0x7FC00001, 0x7FC00002, 0x7FC00003,
     0, 0x7FC00003, 0},
    {"fused: a signalling factor before", FUSED, 0x3F800000, 0x7F800002,
     0x7FC00003, 0, 0x7FC00002, IOC},
    {"fused: 0 times infinity with a quiet addend", FUSED, 0, INF, 0x7FC00777,
     0, QNAN, IOC},
    {"fused: 0 times infinity with a signalling one", FUSED, 0, INF, 0x7F800777,
     0, 0x7FC00777, IOC},
    {"a denormal operand with FZ", ADD, 0x00000001, 0x80000001, 0, FZ, 0, IDC},
    {"... keeps its sign", MULTIPLY, 0x807FFFFF, 0x3F800000, 0, FZ, 0x80000000,
     IDC},
    {"a tiny result with FZ, before rounding", MULTIPLY, 0x00FFFFFF, 0x3F000000,
     0, FZ, 0, UFC},
    {"a tiny result without", MULTIPLY, 0x00FFFFFF, 0x3F000000, 0, 0,
     0x00800000, UFC | IXC},
    {"an exact denormal", MULTIPLY, 0x00800000, 0x3F000000, 0, 0, 0x00400000,
     0},
    {"overflow to the largest", MULTIPLY, 0x7F7FFFFF, 0x40000000, 0, ZERO << 22,
     0x7F7FFFFF, OFC | IXC},
    {"x - x rounding down", SUBTRACT, 0x3F800000, 0x3F800000, 0, MINUS << 22,
     0x80000000, 0},
};

static void test_rules(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *rule = &rules[i];
        const uint32_t x[3] = {rule->x, rule->y, rule->z};
        uint32_t fpscr = rule->modes;
        uint32_t got = by_chip(rule->op, x, &fpscr);
        compare(rule->op, rule->modes, x);
        if (got != rule->result || fpscr != (rule->modes | rule->flags))
            fail_msg("%s: %08X, FPSCR %08X", rule->name, got, fpscr);
    }
}

static void test_compare(void **state)
{
    static const struct {
        uint32_t x, y, nzcv, quiet, signals, modes;
    } cases[] = {
        {0x3F800000, 0x40000000, 8, 0, 0, 0},
        {0xBF800000, 0xC0000000, 2, 0, 0, 0},
        {0, 0x80000000, 6, 0, 0, 0},
        {0xFF800000, 0, 8, 0, 0, 0},
        {0x7FC00000, 0, 3, 0, IOC, 0},
        {0, 0x7F800001, 3, IOC, IOC, 0},
        {0x00000001, 0, 2, 0, 0, 0},
        {0x00000001, 0, 6, IDC, IDC, FZ},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned signals = 0; signals < 2; signals++) {
            uint32_t fpscr = cases[i].modes | 0xF0000000;
            fpu_compare(&fpscr, cases[i].x, cases[i].y, signals);
            uint32_t flags = signals ? cases[i].signals : cases[i].quiet;
            assert_int_equal(fpscr,
                             cases[i].modes | cases[i].nzcv << 28 | flags);
        }
}

static void test_fixed(void **state)
{
    static const struct {
        uint32_t x;
        struct fpu_fixed form;
        bool by_mode;
        uint32_t modes, result, flags;
    } to[] = {
        {0x7FC00000, {32, 0, true}, false, 0, 0, IOC},
        {0x4F000000, {32, 0, true}, false, 0, 0x7FFFFFFF, IOC},
        {0xCF000000, {32, 0, true}, false, 0, 0x80000000, 0},
        {0xFF800000, {32, 0, false}, false, 0, 0, IOC},
        {0xBF000000, {32, 0, false}, false, 0, 0, IXC},
        {0xBFC00000, {32, 0, false}, false, 0, 0, IOC},
        {0x3FC00000, {32, 0, true}, true, 0, 2, IXC},
        {0x3FC00000, {32, 0, true}, false, 0, 1, IXC},
        {0x40200000, {32, 0, true}, true, 0, 2, IXC}, /* 2.5: even */
        {0xBF000001, {32, 0, true}, true, MINUS << 22, 0xFFFFFFFF, IXC},
        {0x43960000, {16, 8, true}, false, 0, 0x7FFF, IOC},
        {0xC3960000, {16, 8, true}, false, 0, 0xFFFF8000, IOC},
        {0x3FC00000, {32, 31, false}, false, 0, 0xC0000000, 0},
        {0x00000001, {32, 32, true}, true, PLUS << 22, 1, IXC},
        {0x00000001, {32, 32, true}, true, FZ | PLUS << 22, 0, IDC},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof to / sizeof *to; i++) {
        uint32_t fpscr = to[i].modes;
        assert_int_equal(
            fpu_to_fixed(&fpscr, to[i].x, to[i].form, to[i].by_mode),
            to[i].result);
        assert_int_equal(fpscr, to[i].modes | to[i].flags);
    }
    uint32_t fpscr = PLUS << 22;
    /* from fixed point always to the nearest */
    assert_int_equal(fpu_from_fixed(&fpscr, 0x80000001,
                                    (struct fpu_fixed){32, 32, false}, false),
                     0x3F000000);
    assert_int_equal(fpscr, PLUS << 22 | IXC);
    assert_int_equal(fpu_from_fixed(&fpscr, 0x1234FFFF,
                                    (struct fpu_fixed){16, 4, true}, false),
                     0xBD800000);
}

static void test_half(void **state)
{
    static const struct {
        uint32_t x, modes, result, flags;
    } to[] = {
        {0x4788B800, 0, 0x7C00, OFC | IXC}, /* 70000 */
        {0x4788B800, AHP, 0x7C46, IXC},     /* is a number there */
        {0x7F7FFFFF, AHP, 0x7FFF, IOC},
        {INF, AHP, 0x7FFF, IOC},
        {INF, 0, 0x7C00, 0},
        {0xFFC00000, AHP, 0x8000, IOC},
        {0x7F801234, 0, 0x7E00, IOC},
        {0xFFC02000, 0, 0xFE01, 0},
        {0xFFC02000, DN, 0x7E00, 0},
        {0x33800000, FZ, 0x0001, 0}, /* the least denormal */
        {0x33000000, 0, 0x0000, UFC | IXC},
        {0x33000001, 0, 0x0001, UFC | IXC},
        {0x477FF000, 0, 0x7C00, OFC | IXC},
        {0x477FEFFF, 0, 0x7BFF, IXC},
        {0x00000001, FZ, 0, IDC},
    };
    static const struct {
        uint32_t x, modes, result, flags;
    } from[] = {
        {0x3C00, 0, 0x3F800000, 0},   {0x8001, FZ, 0xB3800000, 0},
        {0x7C00, 0, INF, 0},          {0x7C00, AHP, 0x47800000, 0},
        {0x7C01, 0, 0x7FC02000, IOC}, {0xFE01, 0, 0xFFC02000, 0},
        {0xFE01, DN, QNAN, 0},        {0xFFFF, AHP, 0xC7FFE000, 0},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof to / sizeof *to; i++) {
        uint32_t fpscr = to[i].modes;
        assert_int_equal(fpu_to_half(&fpscr, to[i].x), to[i].result);
        assert_int_equal(fpscr, to[i].modes | to[i].flags);
    }
    for (unsigned i = 0; i < sizeof from / sizeof *from; i++) {
        uint32_t fpscr = from[i].modes;
        assert_int_equal(fpu_from_half(&fpscr, from[i].x), from[i].result);
        assert_int_equal(fpscr, from[i].modes | from[i].flags);
    }
}

/* Every half is itself again. */
static void test_half_round_trip(void **state)
{
    (void)state;
    for (uint32_t half = 0; half < 0x10000; half++)
        for (unsigned ahp = 0; ahp < 2; ahp++) {
            uint32_t fpscr = ahp ? AHP : 0;
            bool signalling = !ahp && (half & 0x7C00) == 0x7C00 &&
                              half & 0x3FF && !(half & 0x200);
            uint32_t back = fpu_to_half(&fpscr, fpu_from_half(&fpscr, half));
            assert_int_equal(back, signalling ? half | 0x200 : half);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_host),     cmocka_unit_test(test_fast_loop),
        cmocka_unit_test(test_integers), cmocka_unit_test(test_rules),
        cmocka_unit_test(test_compare),  cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_half),     cmocka_unit_test(test_half_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
