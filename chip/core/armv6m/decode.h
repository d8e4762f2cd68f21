/* SPDX-License-Identifier: MIT
 *
 * Instructions with their operands extracted, for the fast loop (fast.c) and
 * the translator (native.h).
 */
#ifndef CHIP_CORE_ARMV6M_DECODE_H
#define CHIP_CORE_ARMV6M_DECODE_H

#include <stdbool.h>
#include <stdint.h>

/* Operands: d, n = registers, m = a register or an immediate; "rel" = m is an
 * offset from the block's first instruction. From POP_PC on, d is the number of
 * instructions before this one. */
#define FAST_OPS(X)                                                            \
    X(SLOW) /* only the plain loop can do it */                                \
    X(NOP)                                                                     \
    X(MOVS)    /* d = n, N and Z */                                            \
    X(LSL_IMM) /* d = n shifted by m, 1 to 32 */                               \
    X(LSR_IMM)                                                                 \
    X(ASR_IMM)                                                                 \
    X(ADD_REG) /* d = n + register m */                                        \
    X(SUB_REG)                                                                 \
    X(ADD_IMM) /* d = n + m */                                                 \
    X(SUB_IMM)                                                                 \
    X(MOV_IMM)                                                                 \
    X(CMP_IMM)                                                                 \
    X(AND) /* d = d op register n */                                           \
    X(EOR)                                                                     \
    X(LSL)                                                                     \
    X(LSR)                                                                     \
    X(ASR)                                                                     \
    X(ADC)                                                                     \
    X(SBC)                                                                     \
    X(ROR)                                                                     \
    X(TST)                                                                     \
    X(RSB)                                                                     \
    X(CMP)                                                                     \
    X(CMN)                                                                     \
    X(ORR)                                                                     \
    X(MUL)                                                                     \
    X(BIC)                                                                     \
    X(MVN)                                                                     \
    X(MOV_HIGH) /* d = n, no flags */                                          \
    X(ADD_HIGH) /* d = d + n, no flags */                                      \
    X(MOV_SP)   /* SP = n */                                                   \
    X(ADDRESS)  /* d = n + m, no flags */                                      \
    X(ADR)      /* d = rel */                                                  \
    X(SXTH)     /* d = n extended, turned */                                   \
    X(SXTB)                                                                    \
    X(UXTH)                                                                    \
    X(UXTB)                                                                    \
    X(REV)                                                                     \
    X(REV16)                                                                   \
    X(REVSH)                                                                   \
    X(LDR_LITERAL) /* rel */                                                   \
    X(LDR_REG)     /* d = [n + register m] */                                  \
    X(LDRH_REG)                                                                \
    X(LDRB_REG)                                                                \
    X(LDRSH_REG)                                                               \
    X(LDRSB_REG)                                                               \
    X(LDR_IMM) /* d = [n + m] */                                               \
    X(LDRH_IMM)                                                                \
    X(LDRB_IMM)                                                                \
    X(STR_REG)                                                                 \
    X(STRH_REG)                                                                \
    X(STRB_REG)                                                                \
    X(STR_IMM)                                                                 \
    X(STRH_IMM)                                                                \
    X(STRB_IMM)                                                                \
    X(LDM)    /* n, list m */                                                  \
    X(STM)    /* n, list m */                                                  \
    X(PUSH)   /* list m */                                                     \
    X(POP)    /* list m */                                                     \
    X(POP_PC) /* list m, and PC */                                             \
    X(B)      /* rel */                                                        \
    X(BEQ)    /* rel; in the order of their condition codes */                 \
    X(BNE)                                                                     \
    X(BCS)                                                                     \
    X(BCC)                                                                     \
    X(BMI)                                                                     \
    X(BPL)                                                                     \
    X(BVS)                                                                     \
    X(BVC)                                                                     \
    X(BHI)                                                                     \
    X(BLS)                                                                     \
    X(BGE)                                                                     \
    X(BLT)                                                                     \
    X(BGT)                                                                     \
    X(BLE)                                                                     \
    X(BL)     /* rel; n = wait states of its second halfword */                \
    X(BX)     /* n */                                                          \
    X(BLX)    /* n */                                                          \
    X(MOV_PC) /* n */                                                          \
    X(END)    /* the block's end; rel of what follows */

enum op_kind {
#define OP_KIND(name) OP_##name,
    FAST_OPS(OP_KIND)
#undef OP_KIND
};

struct op {
    uint8_t kind;   /* enum op_kind */
    uint8_t cycles; /* of the block before this instruction */
    uint8_t d, n;
    uint32_t m;
};

enum { OP_KINDS = OP_END + 1 };

/* How instructions of a kind access data. */
struct op_form {
    uint8_t unit;   /* bytes of one load or store; 0 = no access */
    bool is_store;  /* else a load */
    bool is_signed; /* the loaded value is extended by its sign */
    bool by_register;
    bool is_list; /* a word for each register */
};

extern const struct op_form op_forms[OP_KINDS];

/* The data that an instruction accesses: adjacent units. */
struct op_access {
    uint32_t address, size; /* bytes; 0 = none */
};

/* POP_PC loads PC, too, which is not in its list. */
static inline struct op_access op_list_access(const struct op *op, uint32_t n)
{
    uint32_t count = (uint32_t)__builtin_popcount(op->m);
    uint32_t size = 4 * (count + (op->kind == OP_POP_PC));
    return (struct op_access){op->kind == OP_PUSH ? n - size : n, size};
}

/* Returns the data that `op` of the block at `start` will access, with the
 * registers r[]. */
static inline struct op_access op_access(const struct op *op, uint32_t start,
                                         const uint32_t *r)
{
    const struct op_form *form = &op_forms[op->kind];
    uint32_t base = op->kind == OP_LDR_LITERAL ? start : r[op->n];
    if (form->is_list)
        return op_list_access(op, base);
    uint32_t offset = form->by_register ? r[op->m] : op->m;
    return (struct op_access){base + offset, form->unit};
}

/* Returns whether no instruction follows in sequence. */
static inline bool op_ends_block(const struct op *op)
{
    return op->kind == OP_SLOW || op->kind == OP_POP_PC || op->kind == OP_B ||
           op->kind >= OP_BL;
}

/* Straight code; at least one halfword of it. */
struct straight {
    const uint8_t *bytes; /* where the chip keeps it */
    uint32_t room;        /* halfwords that can be read */
    uint32_t pc;          /* of the first one */
};

uint32_t code_halfword(const struct straight *code, uint32_t at);

/* Decodes the instruction at halfword `at`. Its cycles, and the d of a branch,
 * depend on the instructions before it and stay 0. A multiple with an empty
 * list faults (assumed), and is SLOW. */
struct op decode(const struct straight *code, uint32_t at);

#endif
