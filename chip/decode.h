/* SPDX-License-Identifier: MIT
 *
 * Instructions decoded once, for the fast loop (fast.c): blocks of straight
 * code, each instruction with its operands taken out of the encoding.
 *
 * A decoder holds nothing that belongs to a chip. A block carries a copy of
 * the halfwords it was made from; before the block is trusted they are
 * compared with the memory of the chip at hand, and trust lasts no longer than
 * nothing but blocks runs. So it does not matter who changes memory: the core,
 * the flash, the host, or another snapshot. Blocks in SRAM are compared each
 * time, and end with a store.
 */
#ifndef CHIP_DECODE_H
#define CHIP_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "chip.h"

/* Operands: d, n = registers, m = a register or an immediate; "rel" = m is an
 * offset from the block's first instruction. From POP_PC on they
 * have in d how many instructions come before them. */
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
    X(LDM)         /* n, list m */                                             \
    X(STM)         /* n, list m */                                             \
    X(PUSH)        /* list m */                                                \
    X(POP)         /* list m */                                                \
    X(CMP_IMM_BEQ) /* two at once: the operands of each are in its own place   \
                    */                                                         \
    X(CMP_IMM_BNE)                                                             \
    X(CMP_BEQ)                                                                 \
    X(CMP_BNE)                                                                 \
    X(TST_BEQ)                                                                 \
    X(TST_BNE)                                                                 \
    X(SUB_IMM_BEQ)                                                             \
    X(SUB_IMM_BNE)                                                             \
    X(MOV_HIGH_TWICE)                                                          \
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
    X(BL)     /* rel */                                                        \
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

enum {
    BLOCK_OPS = 20,
    BLOCK_CODE = BLOCK_OPS + 1, /* the last one may have two halfwords */
    BLOCK_COUNT = 4096,
    NEAR_COUNT = 1024,
    /* From chip.nvm to the end of chip.sram. */
    CODE_BYTES =
        offsetof(struct chip, sram) + SRAM_SIZE - offsetof(struct chip, nvm)
};

/* The instructions from one address on, to the first branch that is always
 * taken, or one that only the plain loop can do. */
struct block {
    uint16_t worst; /* cycles until its last instruction begins, at most */
    uint8_t wait;   /* wait states of a sequential word, in op.cycles */
    uint8_t length; /* of code[] */
    struct op ops[BLOCK_OPS + 1];
    uint16_t code[BLOCK_CODE];
};

/* Where execution has been: a block that was compared. */
struct near {
    uint64_t trust; /* block_trust() of then */
    const struct block *block;
};

/* All zero is an empty decoder. It must not be copied. */
struct decoder {
    uint32_t epoch;
    uint32_t count; /* blocks in use but for the first, which is none */
    uint16_t map[CODE_BYTES / 2]; /* block that begins at this halfword */
    struct near near[NEAR_COUNT];
    struct block blocks[BLOCK_COUNT];
};

/* Ties the trust in a block to a stay among the blocks and to its address. */
static inline uint64_t block_trust(const struct decoder *decoder, uint32_t pc)
{
    return (uint64_t)decoder->epoch << 32 | pc;
}

static inline struct near *block_near(struct decoder *decoder, uint32_t pc)
{
    return &decoder->near[pc / 2 % NEAR_COUNT];
}

/* Nothing is trusted any more. */
void decoder_doubt(struct decoder *decoder);

/* The block that begins at `pc`, in the chip's fetch window, as its memory is
 * now. NULL: the plain loop must look at it (a breakpoint is in it). */
struct block *decoder_block(struct decoder *decoder, const struct chip *chip,
                            uint32_t pc);

#endif
