/* SPDX-License-Identifier: MIT */
#include "tests/chip/core/lockstep7.h"

#include <string.h>

#include "tests/random.h"

/* Registers with a purpose. Nothing but write-back changes the bases. */
enum { LOW_INDEX = 5, HIGH_INDEX = 8 };
static const uint8_t low_bases[] = {6, 7};
static const uint8_t bases[] = {6, 7, 9, 10, 11, 13};
static const uint8_t results[] = {0, 1, 2, 3, 4, 12, 14};
static const uint8_t operands[] = {0, 1, 2, 3,  4,  5,  6,
                                   7, 8, 9, 10, 11, 12, 14};
enum { LOW_RESULTS = 5, LIST = 0x501F, LOW_LIST = 0x1F };

#define PICK(seed, table) table[random_below(seed, sizeof table)]

static bool percent(uint64_t *seed, unsigned chance)
{
    return random_below(seed, 100) < chance;
}

static uint32_t word(uint64_t *seed)
{
    return (uint32_t)(random_next(seed) >> 32);
}

/* --- rows --- */

struct masks {
    uint32_t known, value;
};

static struct masks masks_of(const struct encoding_row *row)
{
    struct masks masks = {0};
    for (const char *c = row->bits; *c; c++) {
        masks.known = masks.known << 1 | !!strchr("01zo", *c);
        masks.value = masks.value << 1 | (*c == '1' || *c == 'o');
    }
    return masks;
}

/* Of all rows, once. */
static struct {
    bool known;
    struct masks narrow[NARROW_ROWS], wide[WIDE_ROWS];
} all;

static const struct masks *all_masks(bool wide)
{
    for (unsigned i = 0; !all.known && i < NARROW_ROWS; i++)
        all.narrow[i] = masks_of(&narrow_rows[i]);
    for (unsigned i = 0; !all.known && i < WIDE_ROWS; i++)
        all.wide[i] = masks_of(&wide_rows[i]);
    all.known = true;
    return wide ? all.wide : all.narrow;
}

static bool has(const struct encoding_row *row, bool m4)
{
    return row->set == '3' || m4;
}

int random7_row(const uint16_t code[2], bool m4)
{
    bool wide = decode7_is_wide(code[0]);
    uint32_t insn = wide ? (uint32_t)code[0] << 16 | code[1] : code[0];
    const struct encoding_row *rows = wide ? wide_rows : narrow_rows;
    const struct masks *masks = all_masks(wide);
    for (unsigned i = 0; i < (wide ? WIDE_ROWS : NARROW_ROWS); i++)
        if (!((insn ^ masks[i].value) & masks[i].known) && has(&rows[i], m4))
            return (int)i;
    return -1;
}

/* --- fields --- */

/* Puts `value` where the row has `letter`, its lowest bit last. */
static uint32_t put(const struct encoding_row *row, uint32_t insn, char letter,
                    uint32_t value)
{
    unsigned length = (unsigned)strlen(row->bits);
    for (unsigned i = length; i--;) {
        if (row->bits[i] != letter)
            continue;
        uint32_t bit = 1u << (length - 1 - i);
        insn = value & 1 ? insn | bit : insn & ~bit;
        value >>= 1;
    }
    return insn;
}

static unsigned width(const struct encoding_row *row, char letter)
{
    unsigned count = 0;
    for (const char *c = row->bits; *c; c++)
        count += *c == letter;
    return count;
}

static bool is_memory(const struct encoding_row *row)
{
    return (row->first >= V7_LDR_IMM && row->first <= V7_STREX) ||
           (row->first >= V7_VLDR && row->first <= V7_VSTM);
}

/* Fields of the FPU's instructions are registers of its own. */
static uint32_t float_fields(const struct encoding_row *row, uint32_t insn,
                             uint64_t *seed)
{
    if (width(row, 't') == 4)
        insn = put(row, insn, 't', PICK(seed, results));
    if (row->first == V7_VMRS && percent(seed, 50))
        insn = put(row, insn, 't', 15); /* the flags */
    if (width(row, 'y') == 4)
        insn = put(row, insn, 'y', PICK(seed, results));
    if (is_memory(row)) {
        insn = put(row, insn, 'n', PICK(seed, bases));
        insn = put(row, insn, 'i', 1 + random_below(seed, 24));
    }
    return insn;
}

static uint32_t memory_fields(const struct encoding_row *row, uint32_t insn,
                              uint64_t *seed, bool wide)
{
    insn =
        put(row, insn, 'n', wide ? PICK(seed, bases) : PICK(seed, low_bases));
    if (width(row, 'm') == 3 || width(row, 'm') == 4)
        insn = put(row, insn, 'm', wide ? HIGH_INDEX : LOW_INDEX);
    insn = put(row, insn, 't',
               wide ? PICK(seed, results) : random_below(seed, LOW_RESULTS));
    if (width(row, 'y') == 4)
        insn = put(row, insn, 'y', PICK(seed, results));
    /* write-back keeps bases aligned */
    if (width(row, 'i') == 8)
        insn = put(row, insn, 'i', random_below(seed, 32) * 4);
    if (strstr(row->name, "M.W") || strstr(row->name, "MDB"))
        insn = (insn & 0xFFFF0000) | (word(seed) & LIST);
    if (width(row, 'r') == 8)
        insn = put(row, insn, 'r', word(seed) & LOW_LIST);
    return insn;
}

static uint32_t data_fields(const struct encoding_row *row, uint32_t insn,
                            uint64_t *seed, bool wide)
{
    static const char operand_letters[] = "nma", result_letters[] = "dlh";
    for (const char *c = operand_letters; *c; c++)
        if (width(row, *c) == 4)
            insn = put(row, insn, *c, PICK(seed, operands));
    for (const char *c = result_letters; *c; c++)
        if (width(row, *c) == 4)
            insn = put(row, insn, *c, PICK(seed, results));
    if (!wide && width(row, 'd') == 3)
        insn = put(row, insn, 'd', random_below(seed, LOW_RESULTS));
    /* one register, twice */
    if (row->first >= V7_REV && row->first <= V7_CLZ && wide)
        insn = put(row, insn, 'n', insn & 15);
    return insn;
}

/* Special registers that both have, and that do not change the privilege, the
 * stack or what may interrupt. */
static uint32_t special_fields(const struct encoding_row *row, uint32_t insn,
                               uint64_t *seed)
{
    static const uint8_t reads[] = {0, 1, 2, 3, 5, 6, 7, 8, 9, 16, 19, 20};
    if (row->first == V7_MRS)
        return put(row, insn, 'y', PICK(seed, reads));
    insn = put(row, insn, 'y', random_below(seed, 4));
    return put(row, insn, 'm', 2 | random_below(seed, 2));
}

static uint32_t sample(const struct encoding_row *row, uint64_t *seed,
                       bool wide)
{
    struct masks masks = masks_of(row);
    uint32_t insn = masks.value | (word(seed) & ~masks.known);
    if (!wide)
        insn &= 0xFFFF;
    if (row->first == V7_MRS || row->first == V7_MSR)
        insn = special_fields(row, insn, seed);
    if (row->first == V7_MSR)
        return put(row, insn, 'n', PICK(seed, operands));
    if (row->first == V7_MRS)
        return put(row, insn, 'd', PICK(seed, results));
    if (row->set == 'F')
        return float_fields(row, insn, seed);
    if (is_memory(row))
        return memory_fields(row, insn, seed, wide);
    return data_fields(row, insn, seed, wide);
}

/* --- instructions --- */

/* Rows that only tables test, or that straight code cannot have. */
static bool is_left_out(const struct lockstep7 *l,
                        const struct encoding_row *row)
{
    switch (row->first) {
    case V7_SVC:
    case V7_BKPT:
    case V7_UNDEFINED:
    case V7_CPS:
    case V7_B:
    case V7_BEQ:
    case V7_BL:
    case V7_BX:
    case V7_BLX:
    case V7_CBZ:
    case V7_CBNZ:
    case V7_TBB:
    case V7_TBH:
    case V7_IT:
    case V7_LDREX:
    case V7_STREX: return true;
    case V7_VCVT_FROM_FIXED: return !l->nearest;
    case V7_VMSR: return l->nearest;
    default: return !has(row, l->m4);
    }
}

/* What must not be in the piece although the row has it. */
static bool is_unfit(const struct op7 *op)
{
    switch (op->kind) {
    case V7_UNPREDICTABLE:
    case V7_UNDEFINED:
    case V7_NOCP:
    case V7_WFE:
    case V7_WFI:
    case V7_SP_ADD:
    case V7_SP_ADDS:
    case V7_SP_SUB:
    case V7_SP_SUBS:
    case V7_SP_MOV:
    case V7_LDM_PC:
    case V7_LOAD_OTHER:
    case V7_JUMP:
    case V7_B: return true;
    default: return false;
    }
}

static bool is_yield(const uint16_t code[2])
{
    return code[0] == 0xBF10 || (code[0] == 0xF3AF && code[1] == 0x8001);
}

static bool is_isb(const uint16_t code[2])
{
    return code[0] == 0xF3BF && (code[1] & 0xFFF0) == 0x8F60;
}

static struct op7 decode(const struct lockstep7 *l, const uint16_t code[2],
                         uint8_t it)
{
    struct code7 c = {.pc = CODE7,
                      .first = code[0],
                      .second = code[1],
                      .it = it,
                      .sets = l->m4 ? SET_DSP | SET_FPU : 0};
    return decode7(&c);
}

/* What must stay: the indexes and the bases. */
static bool is_kept(unsigned n)
{
    static const uint32_t kept =
        1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 11;
    return kept >> n & 1;
}

static bool is_compare(unsigned kind)
{
    return (kind >= V7_TST_REG && kind <= V7_TEQ_IMM) ||
           (kind >= V7_CMP_REG && kind <= V7_CMN_IMM);
}

static bool spoils(const struct op7 *op)
{
    if (op->kind == V7_VMOV_TO_CORES)
        return is_kept(op->d) || is_kept(op->a);
    if (op->kind >= V7_VADD)
        return op->kind == V7_VMOV_TO_CORE && is_kept(op->d);
    return op->kind != V7_NOP && !is_compare(op->kind) && is_kept(op->d);
}

static void instruction(const struct lockstep7 *l, uint64_t *seed, uint8_t it,
                        uint16_t code[2])
{
    for (;;) {
        bool wide = percent(seed, 75);
        const struct encoding_row *row =
            wide ? &wide_rows[random_below(seed, WIDE_ROWS)]
                 : &narrow_rows[random_below(seed, NARROW_ROWS)];
        if (is_left_out(l, row))
            continue;
        uint32_t insn = sample(row, seed, wide);
        code[0] = (uint16_t)(wide ? insn >> 16 : insn);
        code[1] = (uint16_t)(wide ? insn : 0);
        struct op7 op = decode(l, code, it);
        if (!is_unfit(&op) && !is_yield(code) && !(it && is_isb(code)) &&
            !spoils(&op))
            return;
    }
}

static void emit(struct lockstep7 *l, struct piece *piece,
                 const uint16_t code[2])
{
    unsigned size = decode7_is_wide(code[0]) ? 4 : 2;
    memcpy(&l->code[piece->end - CODE7], code, size);
    piece->end += size;
    piece->count++;
}

/* An IT block: any condition and mask. */
static void if_then(struct lockstep7 *l, uint64_t *seed, struct piece *piece)
{
    uint8_t it =
        (uint8_t)(random_below(seed, 14) << 4 | (1 + random_below(seed, 15)));
    uint16_t code[2] = {(uint16_t)(0xBF00 | it), 0};
    emit(l, piece, code);
    for (; it; it = decode7_it_next(it)) {
        instruction(l, seed, it, code);
        emit(l, piece, code);
    }
}

/* LDREX of a word, halfword or byte, and STREX to where it was. */
static void exclusive(struct lockstep7 *l, uint64_t *seed, struct piece *piece)
{
    static const uint16_t narrow[] = {0x0F40, 0x0F50};
    uint16_t n = PICK(seed, bases), which = (uint16_t)random_below(seed, 3);
    uint16_t t = PICK(seed, results), t2 = PICK(seed, results), d;
    uint16_t code[2] = {0xE850, (uint16_t)(0x0F00 | random_below(seed, 64))};
    do
        d = PICK(seed, results);
    while (d == t2);
    uint16_t store[2] = {0xE840, (uint16_t)((code[1] & 0xFF) | d << 8)};
    if (which) {
        code[0] = 0xE8D0;
        code[1] = narrow[which - 1] | 0xF;
        store[0] = 0xE8C0;
        store[1] = narrow[which - 1] | d;
    }
    code[0] |= n;
    code[1] |= (uint16_t)(t << 12);
    store[0] |= n;
    store[1] |= (uint16_t)(t2 << 12);
    emit(l, piece, code);
    emit(l, piece, store);
}

/* Over the next instruction, by each kind of branch ahead. */
static void branch(struct lockstep7 *l, uint64_t *seed, struct piece *piece)
{
    uint16_t skipped[2], code[2] = {0, 0};
    instruction(l, seed, 0, skipped);
    uint32_t over = decode7_is_wide(skipped[0]) ? 4 : 2;
    uint32_t condition = random_below(seed, 14);
    switch (random_below(seed, 6)) {
    case 0: code[0] = (uint16_t)(0xD000 | condition << 8); break;
    case 1: code[0] = 0xE000; break;
    case 2: code[0] = (uint16_t)(0xB100 | random_below(seed, 8)); break;
    case 3: code[0] = (uint16_t)(0xB900 | random_below(seed, 8)); break;
    case 4: /* from its end on */
        code[0] = (uint16_t)(0xF000 | condition << 6);
        code[1] = (uint16_t)(0x8000 | over / 2);
        break;
    case 5:
        code[0] = 0xF000;
        code[1] = (uint16_t)((percent(seed, 50) ? 0xB800 : 0xF800) | over / 2);
        break;
    }
    bool narrow = !decode7_is_wide(code[0]);
    /* a narrow one leads to pc + 4 at least */
    if (narrow && over == 4)
        code[0] |= code[0] >> 12 == 0xB ? 1 << 3 : 1;
    emit(l, piece, code);
    emit(l, piece, skipped);
}

void random7_piece(struct lockstep7 *l, uint64_t *seed, struct piece *piece)
{
    unsigned length = 4 + random_below(seed, PIECE_MAX - 12);
    /* VMSR FPSCR, R12: Unicorn's interface cannot set its modes. */
    uint16_t code[2] = {0xEEE1, 0xCA10};
    if (l->m4)
        emit(l, piece, code);
    while (piece->count < length) {
        uint32_t kind = random_below(seed, 100);
        if (kind < 6) {
            if_then(l, seed, piece);
        } else if (kind < 8) {
            exclusive(l, seed, piece);
        } else if (kind < 13) {
            branch(l, seed, piece);
        } else {
            instruction(l, seed, 0, code);
            emit(l, piece, code);
        }
    }
}

/* --- states --- */

static uint32_t edge(uint64_t *seed)
{
    static const uint32_t edges[] = {
        0,          1,          0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x80008000,
        0x7FFF7FFF, 0x7F7F8080, 0xFF,       0x8000,     0xFFFF0000, 0x00FF00FF};
    return edges[random_below(seed, sizeof edges / sizeof *edges)];
}

static uint32_t value(uint64_t *seed)
{
    uint32_t kind = random_below(seed, 100);
    if (kind < 30)
        return edge(seed);
    if (kind < 45)
        return random_below(seed, 40);
    return word(seed);
}

static uint32_t single(uint64_t *seed)
{
    static const uint32_t edges[] = {
        0,          0x80000000, 1,          0x007FFFFF, 0x00800000, 0x3F800000,
        0xBF800000, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001,
        0xFFC12345, 0x4F000000, 0x5F000000, 0x3F000000, 0x4EFFFFFF, 0xCF000000,
        0x33800000, 0x38800000, 0x387FC000, 0x477FF000, 0x7FA00001, 0x80000001};
    uint32_t kind = random_below(seed, 100);
    if (kind < 30)
        return edges[random_below(seed, sizeof edges / sizeof *edges)];
    if (kind < 70) /* near 1 */
        return (word(seed) & 0x807FFFFF) |
               (uint32_t)(115 + random_below(seed, 24)) << 23;
    if (kind < 85) /* near the ends */
        return (word(seed) & 0x807FFFFF) |
               (percent(seed, 50) ? random_below(seed, 3)
                                  : 252 + random_below(seed, 4))
                   << 23;
    return word(seed);
}

static uint32_t address(uint64_t *seed)
{
    return DATA7 + DATA7_SIZE / 2 - 256 + 4 * random_below(seed, 128);
}

void random7_state(uint64_t *seed, bool m4, bool nearest, struct state7 *state)
{
    for (unsigned i = 0; i < 15; i++)
        state->r[i] = value(seed);
    for (unsigned i = 0; i < sizeof bases; i++)
        state->r[bases[i]] = address(seed);
    state->r[LOW_INDEX] = 4 * random_below(seed, 64);
    state->r[HIGH_INDEX] = 4 * random_below(seed, 64);
    state->flags = word(seed) & (m4 ? 0xF80F0000 : 0xF8000000);
    for (unsigned i = 0; i < 32; i++)
        state->s[i] = single(seed);
    state->fpscr = percent(seed, 40) ? 0 : word(seed) & 0xF7C0009F;
    if (nearest)
        state->fpscr &= ~0x00C00000u;
    if (m4)
        state->r[12] = state->fpscr;
}
