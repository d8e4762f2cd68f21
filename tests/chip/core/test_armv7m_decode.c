/* SPDX-License-Identifier: MIT
 *
 * The decoder beside the table of encodings (armv7m_rows.h): all 16-bit
 * encodings; of the 32-bit ones samples of every row, and random ones, of which
 * only those in a row may decode.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "chip/core/armv7m/decode.h"
#include "tests/chip/core/armv7m_rows.h"
#include "tests/random.h"

enum { PC = 0x08000400, SAMPLES = 2000, RANDOM = 1000000 / TEST_STRIDE };
enum { M3 = 0, M4 = SET_DSP, M4F = SET_DSP | SET_FPU };

/* A row as masks: bits that are fixed, that should be, and their values. */
struct masks {
    uint32_t fixed, should, value;
};

static struct masks masks_of(const struct encoding_row *row)
{
    struct masks masks = {0};
    for (const char *c = row->bits; *c; c++) {
        bool should = *c == 'z' || *c == 'o';
        bool fixed = *c == '0' || *c == '1';
        masks.fixed = masks.fixed << 1 | fixed;
        masks.should = masks.should << 1 | should;
        masks.value = masks.value << 1 | (*c == '1' || *c == 'o');
    }
    return masks;
}

/* Of all rows; filled by main(). */
static struct masks narrow_masks[NARROW_ROWS], wide_masks[WIDE_ROWS];

static struct op7 decode(uint32_t insn, bool wide, uint8_t sets, uint8_t it)
{
    struct code7 code = {.pc = PC, .it = it, .sets = sets};
    code.first = (uint16_t)(wide ? insn >> 16 : insn);
    code.second = wide ? (uint16_t)insn : 0;
    return decode7(&code);
}

static bool has(const struct encoding_row *row, uint8_t sets)
{
    return row->set == '3' || (row->set == 'D' && sets & SET_DSP) ||
           (row->set == 'F' && sets & SET_FPU);
}

static const struct encoding_row *find(const struct encoding_row *rows,
                                       const struct masks *masks,
                                       unsigned count, uint32_t insn,
                                       uint8_t sets)
{
    for (unsigned i = 0; i < count; i++)
        if (!((insn ^ masks[i].value) & masks[i].fixed) && has(&rows[i], sets))
            return &rows[i];
    return NULL;
}

static const struct encoding_row *find_wide(uint32_t insn, uint8_t sets)
{
    return find(wide_rows, wide_masks, WIDE_ROWS, insn, sets);
}

/* --- what a row may decode to --- */

static bool is_none(unsigned kind)
{
    return kind == V7_UNDEFINED || kind == V7_UNPREDICTABLE || kind == V7_NOCP;
}

/* The forms for SP and PC, for user rights, and their like, have kinds of
 * their own. */
static bool is_variant(const struct encoding_row *row, unsigned kind)
{
    switch (kind) {
    case V7_SP_ADD:
    case V7_SP_ADDS: return !strncmp(row->name, "ADD", 3);
    case V7_SP_SUB:
    case V7_SP_SUBS: return !strncmp(row->name, "SUB", 3);
    case V7_MOVS_REG: return !strcmp(row->name, "LSL");
    case V7_LSL_IMM:
    case V7_LSLS_IMM:
    case V7_LSR_IMM:
    case V7_LSRS_IMM:
    case V7_ASR_IMM:
    case V7_ASRS_IMM: return !strcmp(row->name, "MOV.W");
    case V7_SP_MOV: return !strncmp(row->name, "MOV", 3);
    case V7_JUMP:
    case V7_B:
    case V7_ADD_IMM:
    case V7_MOV_IMM: return strstr(row->name, "(hi)");
    case V7_BX_IMM: return !strcmp(row->name, "BX");
    case V7_LOAD_OTHER: return !strncmp(row->name, "LDR(", 4);
    case V7_LOAD_USER: return strstr(row->name, "(i8)") && *row->name == 'L';
    case V7_STORE_USER: return strstr(row->name, "(i8)") && *row->name == 'S';
    default: return false;
    }
}

static void check(const struct encoding_row *row, uint32_t insn, bool wide,
                  const struct op7 *op)
{
    struct masks masks = masks_of(row);
    bool wrong = (insn ^ masks.value) & masks.should;
    bool fits = op->kind >= row->first && op->kind <= row->last;
    if (is_none(op->kind) || (!wrong && (fits || is_variant(row, op->kind)))) {
        assert_int_equal(op->size, wide ? 4 : 2);
        assert_in_range(op->cost, 1, 40);
        return;
    }
    fail_msg("%s: %08X decodes to kind %u, not %u to %u%s", row->name, insn,
             op->kind, row->first, row->last,
             wrong ? "; its bits z and o are wrong" : "");
}

/* Outside all rows; or as a core without the instruction has it. */
static void check_outside(uint32_t insn, const struct op7 *op)
{
    if (!is_none(op->kind))
        fail_msg("%08X decodes to kind %u, but is in no row", insn, op->kind);
}

/* --- 16 bits --- */

static void test_16_bit(void **state)
{
    (void)state;
    unsigned decoded[NARROW_ROWS] = {0};
    for (uint32_t insn = 0; insn < 0xE800; insn++) {
        struct op7 op = decode(insn, false, M3, 0);
        const struct encoding_row *row =
            find(narrow_rows, narrow_masks, NARROW_ROWS, insn, M3);
        if (!row) {
            check_outside(insn, &op);
            continue;
        }
        check(row, insn, false, &op);
        decoded[row - narrow_rows] += !is_none(op.kind);
    }
    for (unsigned i = 0; i < NARROW_ROWS; i++)
        if (!decoded[i] && narrow_rows[i].first != V7_UNDEFINED)
            fail_msg("%s: no encoding decodes to it", narrow_rows[i].name);
}

/* Inside an IT block 16-bit instructions do not set flags, but for compares. */
static void test_16_bit_in_it(void **state)
{
    static const struct {
        uint16_t insn, kind;
    } cases[] = {
        {0x1888, V7_ADD_REG},       {0x0088, V7_LSL_IMM},
        {0x0008, V7_MOV_REG},       {0x2001, V7_MOV_IMM},
        {0x4008, V7_AND_REG},       {0x4348, V7_MUL},
        {0x4248, V7_RSB_IMM},       {0x2801, V7_CMP_IMM},
        {0x4288, V7_CMP_REG},       {0xD001, V7_UNPREDICTABLE},
        {0xB108, V7_UNPREDICTABLE}, {0xBF08, V7_UNPREDICTABLE},
        {0xB662, V7_UNPREDICTABLE}, {0xE001, V7_UNPREDICTABLE},
        {0x4770, V7_UNPREDICTABLE},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(decode(cases[i].insn, false, M3, 0x04).kind,
                         cases[i].kind);
    /* the last one may branch */
    assert_int_equal(decode(0xE001, false, M3, 0x08).kind, V7_B);
    assert_int_equal(decode(0x4770, false, M3, 0x08).kind, V7_BX);
}

/* --- 32 bits --- */

static uint32_t sample(const struct masks *masks, uint64_t *seed)
{
    uint32_t known = masks->fixed | masks->should;
    return (masks->value & known) | ((uint32_t)random_next(seed) & ~known);
}

static void test_rows(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (unsigned i = 0; i < WIDE_ROWS; i++) {
        const struct encoding_row *row = &wide_rows[i];
        struct masks masks = masks_of(row);
        unsigned decoded = 0;
        for (unsigned k = 0; k < SAMPLES; k++) {
            uint32_t insn = sample(&masks, &seed);
            struct op7 op = decode(insn, true, M4F, 0);
            if (find_wide(insn, M4F) != row)
                continue;
            check(row, insn, true, &op);
            decoded += !is_none(op.kind);
        }
        if (!decoded && row->first != V7_UNDEFINED)
            fail_msg("%s: no sample decodes to it", row->name);
    }
}

/* Wrong in one of the bits that should be 0 or 1. */
static void test_should_be(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (unsigned i = 0; i < WIDE_ROWS; i++) {
        struct masks masks = masks_of(&wide_rows[i]);
        for (uint32_t bits = masks.should; bits; bits &= bits - 1) {
            uint32_t insn = sample(&masks, &seed) ^ (bits & (0 - bits));
            struct op7 op = decode(insn, true, M4F, 0);
            const struct encoding_row *row = find_wide(insn, M4F);
            if (row == &wide_rows[i] && !is_none(op.kind))
                fail_msg("%s: %08X decodes", row->name, insn);
        }
    }
}

static void test_random(void **state)
{
    static const uint8_t cores[] = {M3, M4, M4F};
    (void)state;
    uint64_t seed = 3;
    for (unsigned i = 0; i < RANDOM; i++) {
        uint8_t sets = cores[i % 3];
        uint32_t insn = 0xE8000000 + random_below(&seed, 0x18000000);
        struct op7 op = decode(insn, true, sets, 0);
        if (is_none(op.kind))
            continue;
        const struct encoding_row *row = find_wide(insn, sets);
        if (row)
            check(row, insn, true, &op);
        else
            check_outside(insn, &op);
    }
}

/* --- what a core has not --- */

static void test_sets(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (unsigned i = 0; i < WIDE_ROWS; i++) {
        const struct encoding_row *row = &wide_rows[i];
        struct masks masks = masks_of(row);
        uint32_t insn = sample(&masks, &seed);
        if (row->set == 'D' && !find_wide(insn, M3))
            assert_int_equal(decode(insn, true, M3, 0).kind, V7_UNDEFINED);
        if (row->set == 'F') {
            assert_int_equal(decode(insn, true, M3, 0).kind, V7_NOCP);
            assert_int_equal(decode(insn, true, M4, 0).kind, V7_NOCP);
        }
    }
}

/* The space of coprocessors: absent ones, and what the FPU has not. */
static void test_coprocessors(void **state)
{
    static const struct {
        uint32_t insn;
        uint16_t m4f, m4;
        bool of_fpu;
    } cases[] = {
        {0xEE000100, V7_NOCP, V7_NOCP, false},
        {0xFE000F00, V7_NOCP, V7_NOCP, false},
        {0xEF000100, V7_UNDEFINED, V7_UNDEFINED, false},
        {0xFF000A00, V7_UNDEFINED, V7_UNDEFINED, false},
        {0xEE300B01, V7_UNDEFINED, V7_NOCP, true}, /* VADD.F64 */
        {0xFE000A00, V7_UNDEFINED, V7_NOCP, true}, /* VSEL */
        {0xEC400A00, V7_UNDEFINED, V7_NOCP, true},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct op7 op = decode(cases[i].insn, true, M4F, 0);
        assert_int_equal(op.kind, cases[i].m4f);
        assert_int_equal(op.a, cases[i].of_fpu);
        assert_int_equal(decode(cases[i].insn, true, M4, 0).kind, cases[i].m4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_16_bit),
        cmocka_unit_test(test_16_bit_in_it),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_should_be),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_coprocessors),
    };
    for (unsigned i = 0; i < NARROW_ROWS; i++)
        narrow_masks[i] = masks_of(&narrow_rows[i]);
    for (unsigned i = 0; i < WIDE_ROWS; i++)
        wide_masks[i] = masks_of(&wide_rows[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
