/* SPDX-License-Identifier: MIT
 *
 * One instruction, the state before it and the state after it. What a case
 * does not name must stay as it was: registers, flags, data, and the PC must
 * be that of the next instruction. A case that faults must change nothing but
 * what exception entry changes, and stack its own address.
 */
#ifndef TESTS_CHIP_CORE_CPU_CASE_H
#define TESTS_CHIP_CORE_CPU_CASE_H

#include <ctype.h>

#include "tests/chip/core/cpu_driver.h"

enum { SP = 13, LR = 14, PC = 15 };

enum {
    CASE_DATA = 0x20000100, /* 256 bytes, word i holds CASE_WORD(i) */
    CASE_DATA_SIZE = 0x100,
    CASE_PSP = 0x20000C00,
    CASE_CODE = 0x20001000,
    CASE_STACK = 0x20002000,
    CASE_LR = 0x20001F01
};

#define CASE_WORD(i) (0x03020100u + 0x04040404u * (i))
#define CASE_REG(i)  (0x11111111u * (i)) /* R0-R12 unless the case sets them */

struct reg {
    bool used;
    uint8_t number;
    uint32_t value;
};

struct word {
    bool used;
    uint32_t address, value;
};

#define R(number, value)                                                       \
    {                                                                          \
        true, number, value                                                    \
    }
#define M(address, value)                                                      \
    {                                                                          \
        true, address, value                                                   \
    }

struct step_case {
    const char *text;
    uint16_t code[2];  /* the second is 0 for a 16-bit instruction */
    const char *flags; /* before: "NzCv" = N and C set; NULL = all clear */
    struct reg in[4];
    struct word data[3];
    const char *after; /* flags after; NULL = as before */
    struct reg out[9];
    struct word data_out[3];
    bool t_clear; /* T is 0 afterwards */
    bool faults;
};

static inline uint32_t case_flags(const char *text)
{
    uint32_t flags = 0;
    for (unsigned i = 0; text && i < 4; i++)
        flags |= (uint32_t) !!isupper((unsigned char)text[i]) << (31 - i);
    return flags;
}

static inline bool case_wide(const struct step_case *c)
{
    return c->code[0] >= 0xE800;
}

static inline void case_state(const struct step_case *c,
                              struct cpu_state *state)
{
    *state = (struct cpu_state){.t = true, .flags = case_flags(c->flags)};
    for (unsigned i = 0; i < 13; i++)
        state->r[i] = CASE_REG(i);
    state->r[SP] = CASE_STACK;
    state->r[LR] = CASE_LR;
    state->r[PC] = CASE_CODE;
    state->sp_other = CASE_PSP;
    for (unsigned i = 0; i < 4 && c->in[i].used; i++)
        state->r[c->in[i].number] = c->in[i].value;
}

static inline void case_set_words(uint32_t *data, const struct word *words)
{
    for (unsigned i = 0; i < 3 && words[i].used; i++)
        data[(words[i].address - CASE_DATA) / 4] = words[i].value;
}

static inline void case_data(const struct step_case *c, uint32_t *data)
{
    for (unsigned i = 0; i < CASE_DATA_SIZE / 4; i++)
        data[i] = CASE_WORD(i);
    case_set_words(data, c->data);
}

/* The state after an instruction that does not fault. */
static inline void case_expect(const struct step_case *c,
                               struct cpu_state *state)
{
    state->r[PC] = CASE_CODE + (case_wide(c) ? 4 : 2);
    state->t = !c->t_clear;
    if (c->after)
        state->flags = case_flags(c->after);
    for (unsigned i = 0; i < 9 && c->out[i].used; i++)
        state->r[c->out[i].number] = c->out[i].value;
}

/* The state after HardFault entry from Thread mode on MSP; PC is that of the
 * handler, which is not compared. */
static inline void case_expect_fault(struct cpu_state *state,
                                     const struct cpu_state *got)
{
    state->r[SP] = (state->r[SP] - 32) & ~7u;
    state->r[LR] = 0xFFFFFFF9;
    state->r[PC] = got->r[PC];
    state->t = got->t;
    state->ipsr = 3;
}

static inline bool case_same(const char *text, const char *what, uint32_t got,
                             uint32_t want)
{
    if (got == want)
        return true;
    print_error("%s: %s is 0x%08X, want 0x%08X\n", text, what, (unsigned)got,
                (unsigned)want);
    return false;
}

static inline bool case_compare(const char *text, const struct cpu_state *got,
                                const struct cpu_state *want)
{
    static const char *const names[16] = {"r0",  "r1", "r2", "r3", "r4",  "r5",
                                          "r6",  "r7", "r8", "r9", "r10", "r11",
                                          "r12", "sp", "lr", "pc"};
    bool same = true;
    for (unsigned i = 0; i < 16; i++)
        same &= case_same(text, names[i], got->r[i], want->r[i]);
    same &= case_same(text, "NZCV", got->flags, want->flags);
    same &= case_same(text, "T", got->t, want->t);
    same &= case_same(text, "IPSR", got->ipsr, want->ipsr);
    same &= case_same(text, "CONTROL", got->control, want->control);
    same &= case_same(text, "PRIMASK", got->primask, want->primask);
    return same & case_same(text, "other SP", got->sp_other, want->sp_other);
}

static inline bool case_compare_data(const char *text, const uint32_t *got,
                                     const uint32_t *want)
{
    bool same = true;
    for (unsigned i = 0; i < CASE_DATA_SIZE / 4; i++) {
        if (got[i] == want[i])
            continue;
        print_error("%s: [0x%08X] is 0x%08X, want 0x%08X\n", text,
                    (unsigned)(CASE_DATA + 4 * i), (unsigned)got[i],
                    (unsigned)want[i]);
        same = false;
    }
    return same;
}

/* The frame of a fault: the registers before, and the instruction's address. */
static inline bool case_check_frame(const struct cpu_driver *driver,
                                    void *target, const char *text,
                                    const struct cpu_state *before, uint32_t sp)
{
    uint32_t frame[8];
    driver->get_memory(target, sp, frame, sizeof frame);
    bool same = case_same(text, "stacked lr", frame[5], before->r[LR]);
    same &= case_same(text, "stacked pc", frame[6], before->r[PC]);
    return same & case_same(text, "stacked xPSR", frame[7],
                            before->flags | (uint32_t)before->t << 24 |
                                (before->r[SP] & 4 ? 1u << 9 : 0));
}

static inline bool case_run(const struct cpu_driver *driver, void *target,
                            const struct step_case *c)
{
    struct cpu_state before, want, got;
    uint32_t data[CASE_DATA_SIZE / 4], data_got[CASE_DATA_SIZE / 4];

    driver->reset(target);
    case_state(c, &before);
    case_data(c, data);
    driver->put_memory(target, CASE_DATA, data, sizeof data);
    driver->put_memory(target, CASE_CODE, c->code, sizeof c->code);
    driver->put_state(target, &before);
    driver->step(target);
    driver->get_state(target, &got);
    driver->get_memory(target, CASE_DATA, data_got, sizeof data_got);

    want = before;
    case_set_words(data, c->data_out);
    bool same = true;
    if (c->faults) {
        case_expect_fault(&want, &got);
        same = case_check_frame(driver, target, c->text, &before, want.r[SP]);
    } else {
        case_expect(c, &want);
    }
    same &= case_compare(c->text, &got, &want);
    return same & case_compare_data(c->text, data_got, data);
}

/* Runs a table; fails once, after all its cases were reported. */
static inline void run_cases(const struct cpu_driver *driver, void *target,
                             const struct step_case *cases, size_t count)
{
    unsigned failed = 0;
    for (size_t i = 0; i < count; i++)
        failed += !case_run(driver, target, &cases[i]);
    if (failed)
        print_error("%u of %u cases failed\n", failed, (unsigned)count);
    assert_int_equal(failed, 0);
}

/* One line of a table: text, code, then the fields that matter. */
#define OP(text_, code_, ...)                                                  \
    {                                                                          \
        .text = text_, .code = {code_}, __VA_ARGS__                            \
    }
#define OP2(text_, first_, second_, ...)                                       \
    {                                                                          \
        .text = text_, .code = {first_, second_}, __VA_ARGS__                  \
    }

/* The test of a table: test_<table>. */
#define TABLE_TEST(driver, target, table)                                      \
    static void test_##table(void **state)                                     \
    {                                                                          \
        (void)state;                                                           \
        run_cases(driver, target, table, sizeof table / sizeof *table);        \
    }

#endif
