/* SPDX-License-Identifier: MIT
 *
 * Which encodings exist: every 16-bit one, and the 32-bit ones by all first
 * halfwords and by all second halfwords behind those that matter. What is
 * UNPREDICTABLE must fault, as the chip has it. DDI0419 A5.2, A5.3. Of a remote
 * target every 997th is tried: all of them would take hours. BKPT is not: what
 * it does there is the debugger's.
 */
#include "tests/chip/core/cpu_target.h"

struct encoding {
    uint16_t mask, value;
};

/* All 16-bit encodings but BKPT, UDF and SVC. */
static const struct encoding defined16[] = {
    {0xC000, 0x0000}, /* shift, add, subtract, move, compare */
    {0xFC00, 0x4000}, /* data processing */
    {0xFC00, 0x4400}, /* ADD, CMP, MOV of any register, BX, BLX */
    {0xF800, 0x4800}, /* LDR literal */
    {0xF000, 0x5000}, /* load, store: register offset */
    {0xE000, 0x6000}, /* ... word, byte */
    {0xF000, 0x8000}, /* ... halfword */
    {0xF000, 0x9000}, /* ... SP-relative */
    {0xF000, 0xA000}, /* ADR, ADD SP */
    {0xFF00, 0xB000}, /* ADD and SUB of SP */
    {0xFF00, 0xB200}, /* extend */
    {0xFE00, 0xB400}, /* PUSH */
    {0xFFFF, 0xB662}, /* CPSIE i */
    {0xFFFF, 0xB672}, /* CPSID i */
    {0xFFC0, 0xBA00}, /* REV */
    {0xFFC0, 0xBA40}, /* REV16 */
    {0xFFC0, 0xBAC0}, /* REVSH */
    {0xFE00, 0xBC00}, /* POP */
    {0xFF0F, 0xBF00}, /* hints */
    {0xF000, 0xC000}, /* STM, LDM */
    {0xF000, 0xD000}, /* conditional branch */
    {0xF800, 0xE000}, /* B */
};

/* Inside those: UNPREDICTABLE, or defined as faults. */
static const struct encoding not_defined16[] = {
    {0xFF01, 0x4701}, {0xFF02, 0x4702}, {0xFF04, 0x4704}, /* BX, BLX 2:0 */
    {0xFFFF, 0xB400}, {0xFFFF, 0xBC00},                   /* no registers */
    {0xF0FF, 0xC000},                                     /* no registers */
    {0xFF00, 0xDE00},                                     /* UDF */
};

static bool matches(const struct encoding *set, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count; i++)
        if ((code & set[i].mask) == set[i].value)
            return true;
    return false;
}

#define MATCHES(set, code) matches(set, sizeof(set) / sizeof *(set), code)

/* Registers with which no load or store of the encoding faults. */
static void harmless(struct cpu_state *s, uint32_t code)
{
    uint32_t base = (code & 0xF000) == 0x5000 ? 0x10000080 : 0x20000100;
    *s = (struct cpu_state){.t = true};
    for (unsigned i = 0; i < 13; i++)
        s->r[i] = base;
    s->r[SP] = CASE_STACK;
    s->r[LR] = CASE_LR;
    s->r[PC] = CASE_CODE;
}

static uint32_t exception_of(uint32_t first, uint32_t second)
{
    const uint16_t code[2] = {(uint16_t)first, (uint16_t)second};
    struct cpu_state s;
    harmless(&s, first);
    target_begin(code, sizeof code, &s);
    target_steps(1, &s);
    return s.ipsr;
}

static uint32_t stride(void)
{
    return target_is_remote() ? 997 : 1;
}

/* WFE, WFI: test_exception; BKPT of a remote target. */
static bool left_out(uint32_t code)
{
    return code == 0xBF20 || code == 0xBF30 ||
           (code >> 8 == 0xBE && target_is_remote());
}

static void test_encodings_16(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (uint32_t code = 0; code < 0xE800; code += stride()) {
        if (left_out(code))
            continue;
        bool good = MATCHES(defined16, code) && !MATCHES(not_defined16, code);
        uint32_t want = code >> 8 == 0xDF ? 11 : good ? 0 : 3;
        uint32_t got = exception_of(code, 0xBF00);
        if (got != want && wrong++ < 10)
            print_error("%04X: exception %u, want %u\n", (unsigned)code,
                        (unsigned)got, (unsigned)want);
    }
    assert_int_equal(wrong, 0);
}

static bool sysm_exists(uint32_t sysm)
{
    return sysm <= 3 || (sysm >= 5 && sysm <= 9) || sysm == 16 || sysm == 20;
}

static bool defined32(uint32_t first, uint32_t second)
{
    if (first >> 11 != 0x1E || !(second & 0x8000))
        return false;
    if ((second & 0x5000) == 0x5000)
        return true; /* BL */
    uint32_t n = first & 15, d = second >> 8 & 15;
    if (first >> 4 == 0xF38)
        return n != 13 && n != 15 && second >> 8 == 0x88 &&
               sysm_exists(second & 0xFF);
    if (first == 0xF3EF)
        return d != 13 && d != 15 && second >> 12 == 8 &&
               sysm_exists(second & 0xFF);
    return first == 0xF3BF && (second >> 4 == 0x8F4 || second >> 4 == 0x8F5 ||
                               second >> 4 == 0x8F6);
}

/* Every second halfword behind those first halfwords that matter. */
static void test_encodings_32(void **state)
{
    (void)state;
    static const uint16_t firsts[] = {0xF380, 0xF38D, 0xF38E, 0xF38F, 0xF390,
                                      0xF3BF, 0xF3B0, 0xF3EF, 0xF3E0, 0xF3FF,
                                      0xF3AF, 0xF000, 0xF7FF, 0xF3DE, 0xE800,
                                      0xEFFF, 0xF800, 0xFFFF, 0xF240};
    unsigned wrong = 0;
    for (unsigned i = 0; i < sizeof firsts / sizeof *firsts; i++)
        for (uint32_t second = 0; second < 0x10000; second += stride()) {
            uint32_t want = defined32(firsts[i], second) ? 0 : 3;
            uint32_t got = exception_of(firsts[i], second);
            if (got != want && wrong++ < 10)
                print_error("%04X %04X: exception %u, want %u\n", firsts[i],
                            (unsigned)second, (unsigned)got, (unsigned)want);
        }
    assert_int_equal(wrong, 0);
}

/* Every first halfword of a 32-bit instruction, with second halfwords of each
 * kind. */
static void test_encodings_first(void **state)
{
    (void)state;
    static const uint16_t seconds[] = {0x0000, 0x8800, 0x8808, 0x8F4F, 0x8F6F,
                                       0x8005, 0xA000, 0xC000, 0xD000, 0xF800,
                                       0xFFFF, 0xE800, 0x9000};
    unsigned wrong = 0;
    for (uint32_t first = 0xE800; first < 0x10000; first += stride())
        for (unsigned i = 0; i < sizeof seconds / sizeof *seconds; i++) {
            uint32_t want = defined32(first, seconds[i]) ? 0 : 3;
            uint32_t got = exception_of(first, seconds[i]);
            if (got != want && wrong++ < 10)
                print_error("%04X %04X: exception %u, want %u\n",
                            (unsigned)first, seconds[i], (unsigned)got,
                            (unsigned)want);
        }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encodings_16),
        cmocka_unit_test(test_encodings_32),
        cmocka_unit_test(test_encodings_first),
    };
    return cmocka_run_group_tests(tests, target_open, target_close);
}
