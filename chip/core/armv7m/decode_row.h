/* SPDX-License-Identifier: MIT
 *
 * The tables of 32-bit encodings, one file per class of DDI0403 A5.3: what
 * they have in common.
 */
#ifndef CHIP_CORE_ARMV7M_DECODE_ROW_H
#define CHIP_CORE_ARMV7M_DECODE_ROW_H

#include <stddef.h>

#include "chip/core/armv7m/code.h"
#include "chip/core/armv7m/op.h"
#include "chip/state.h"

/* Extracts the operands that an encoding has; the letters are those of DDI0403.
 * `kind` is that of its row. */
typedef struct op7 wide_form(const struct code7 *code, unsigned kind);

/* Registers that make an encoding UNPREDICTABLE: SP and PC, or PC alone, as d
 * in bits 11:8, n in 19:16, m in 3:0, a (also t) in 15:12. */
enum {
    D_PC = 1 << 0,
    D = 1 << 1 | D_PC,
    N_PC = 1 << 2,
    N = 1 << 3 | N_PC,
    M_PC = 1 << 4,
    M = 1 << 5 | M_PC,
    A_PC = 1 << 6,
    A = 1 << 7 | A_PC
};

/* An encoding: the bits of `mask` are those of `bits`; where those of `should`
 * are not, it is UNPREDICTABLE. The first row that fits counts. */
struct row {
    uint32_t bits, mask, should;
    wide_form *form;
    uint16_t kind;
    uint8_t refused; /* registers */
    uint8_t set;     /* that the core must have */
};

#define ROW(bits, mask, should, kind, form, refused, set)                      \
    {0x##bits, 0x##mask, 0x##should, form, V7_##kind, refused, set},

struct group {
    const struct row *rows;
    size_t count;
};

#define GROUP(rows)                                                            \
    {                                                                          \
        rows, sizeof rows / sizeof *rows                                       \
    }

/* Load and store multiple, dual, exclusive, table branch; single. */
extern const struct group decode7_memory, decode7_single;
/* Data processing: modified and plain binary immediate; shifted register;
 * register. */
extern const struct group decode7_immediate, decode7_shifted, decode7_register;
extern const struct group decode7_multiply;
/* Branches and miscellaneous control. */
extern const struct group decode7_control;
/* Coprocessors 10 and 11. */
extern const struct group decode7_float;

/* --- fields --- */

static inline uint32_t wide_insn(const struct code7 *code)
{
    return (uint32_t)code->first << 16 | code->second;
}

static inline uint8_t field_d(uint32_t insn)
{
    return insn >> 8 & 15;
}

static inline uint8_t field_n(uint32_t insn)
{
    return insn >> 16 & 15;
}

static inline uint8_t field_m(uint32_t insn)
{
    return insn & 15;
}

static inline uint8_t field_a(uint32_t insn)
{
    return insn >> 12 & 15;
}

static inline bool bit(uint32_t insn, unsigned n)
{
    return insn >> n & 1;
}

static inline struct op7 only(unsigned kind)
{
    return (struct op7){.kind = (uint16_t)kind};
}

/* What has no operands. */
static inline struct op7 wide_none(const struct code7 *code, unsigned kind)
{
    (void)code;
    return only(kind);
}

static inline struct op7 wide_regs(const struct code7 *code, unsigned kind)
{
    uint32_t insn = wide_insn(code);
    return (struct op7){.kind = (uint16_t)kind,
                        .d = field_d(insn),
                        .n = field_n(insn),
                        .m = field_m(insn),
                        .a = field_a(insn)};
}

/* imm3 : imm2 */
static inline uint32_t wide_imm5(uint32_t insn)
{
    return (insn >> 10 & 0x1C) | (insn >> 6 & 3);
}

/* i : imm3 : imm8 */
static inline uint32_t wide_imm12(uint32_t insn)
{
    return (insn >> 15 & 0x800) | (insn >> 4 & 0x700) | (insn & 0xFF);
}

/* The kind of ADD or SUB that writes SP. */
static inline unsigned wide_sp_kind(uint32_t insn, bool subtract)
{
    if (bit(insn, 20))
        return subtract ? V7_SP_SUBS : V7_SP_ADDS;
    return subtract ? V7_SP_SUB : V7_SP_ADD;
}

#endif
