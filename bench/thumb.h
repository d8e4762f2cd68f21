/* SPDX-License-Identifier: MIT
 *
 * Decodes the Thumb instructions that lint follows: moves, sums, loads, stores,
 * branches and special registers of ARMv6-M, ARMv7-M and ARMv8-M (DDI 0419E A5
 * and A6, DDI 0403E.e A5 and A7, DDI 0553B C2). Of any other one it says which
 * register it may write. Not decoded: floating point, coprocessors, the
 * security extension.
 */
#ifndef BENCH_THUMB_H
#define BENCH_THUMB_H

#include <stdbool.h>
#include <stdint.h>

enum { THUMB_SP = 13, THUMB_LR = 14, THUMB_PC = 15, THUMB_NONE = 16 };

enum thumb_kind {
    THUMB_OTHER,      /* may write rd, if it is not THUMB_NONE */
    THUMB_CLOBBER,    /* may write any register: not decoded */
    THUMB_UNDEFINED,  /* UDF, and what no processor executes */
    THUMB_ALU,        /* rd = rn OPERATION (rm or imm) */
    THUMB_LOAD,       /* rd = [rn + imm], or [rn + (rm << shift)] */
    THUMB_STORE,      /* the same, from rd */
    THUMB_LOAD_MANY,  /* list, from rn upwards; imm is added to rn first */
    THUMB_STORE_MANY, /* the same, to memory */
    THUMB_BRANCH,     /* to imm */
    THUMB_IF,         /* to imm, or on */
    THUMB_CALL,       /* to imm */
    THUMB_TABLE,      /* TBB (imm 0), TBH (imm 1): to one of several places */
    THUMB_GO,         /* BX rm, or MOV pc, rm (exchange says which) */
    THUMB_GO_CALL,    /* BLX rm */
    THUMB_TO_SPECIAL, /* MSR imm, rm */
    THUMB_MASK,       /* CPSIE i (imm 0), CPSID i (imm 1) */
    THUMB_IT          /* imm: 1 bit for each instruction, 1 = executed when the
                         condition holds; 1 more bit ends them */
};

enum thumb_operation {
    THUMB_MOV,
    THUMB_MOVT,
    THUMB_ADD,
    THUMB_SUB,
    THUMB_AND,
    THUMB_ORR,
    THUMB_BIC,
    THUMB_EOR,
    THUMB_LSL,
    THUMB_LSR,
    THUMB_MVN
};

/* Special registers, as MSR encodes them. */
enum { THUMB_MSP = 8, THUMB_PSP = 9, THUMB_PRIMASK = 16, THUMB_CONTROL = 20 };

struct thumb {
    enum thumb_kind kind;
    enum thumb_operation operation;
    unsigned size;       /* bytes, 2 or 4 */
    unsigned width;      /* of a load or store: bytes per register */
    unsigned rd, rn, rm; /* THUMB_NONE = not there, imm in rm's place */
    unsigned shift;      /* of rm */
    uint32_t imm;        /* or an address */
    uint32_t list;       /* registers of LOAD_MANY and STORE_MANY */
    bool falling;        /* the list begins with its highest register */
    bool writeback;      /* rn is changed to the address behind, or before */
    bool post;           /* the address is rn itself, imm is added afterwards */
    bool exchange;       /* of GO: BX, so that bit 0 selects the state */
    bool wide_only;      /* not an instruction of ARMv6-M */
};

/* Decodes the instruction at ADDRESS: its first halfword, and the next one. */
struct thumb thumb_decode(uint32_t address, uint16_t first, uint16_t second);

#endif
