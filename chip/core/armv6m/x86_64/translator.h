/* SPDX-License-Identifier: MIT
 *
 * Shared by the files of the translator for x86-64: the state of one block
 * being translated. enter.S lists the use of the registers.
 */
#ifndef CHIP_CORE_ARMV6M_X86_64_TRANSLATOR_H
#define CHIP_CORE_ARMV6M_X86_64_TRANSLATOR_H

#include "chip/core/armv6m/native_state.h"
#include "chip/core/armv6m/x86_64/encode.h"
#include "chip/core/cpu.h"

enum { LAST = 0, CARRY = 4, OVERFLOW = 5, FREE = 8 }; /* from rsp on */
static const enum host NZ = R13D, LEFT = R12D, COUNT = EDX;

/* The flags of the guest that the host's flags hold. */
enum host_flags {
    HOST_NOTHING,
    HOST_RESULT,    /* SF, ZF */
    HOST_SUM,       /* SF, ZF, OF; CF is C */
    HOST_DIFFERENCE /* SF, ZF, OF; CF is not C */
};

struct exit {
    uint32_t jump;
    uint8_t op;
};

struct translator {
    struct emitter e;
    const struct block *block;
    const struct chip *chip;
    uint32_t pc;     /* of the block */
    uint32_t number; /* of the block */
    uint32_t reach;  /* bytes from pc on that the code reads */
    uint8_t i;       /* instruction at hand */
    bool carry_live[BLOCK_CODE], overflow_live[BLOCK_CODE]; /* after it */
    enum host_flags host;
    /* Jumps to the code after the block; POP with PC has three. */
    struct exit taken[BLOCK_OPS], inside[BLOCK_OPS + 2];
    uint32_t misses[4];
    unsigned taken_count, inside_count, miss_count;
};

/* --- operands --- */

static inline struct rm guest(unsigned reg)
{
    static const uint8_t places[8] = {ESI,  EDI,  R8D,  R9D,
                                      R10D, R11D, R14D, R15D};
    return reg < 8 ? in(places[reg]) : at(EBX, 4 * (int32_t)reg);
}

static inline struct rm flag(int32_t which)
{
    return at(ESP, which);
}

/* A member of struct native. */
static inline struct rm member(size_t offset)
{
    return relative((uint32_t)offset);
}

static inline void get(struct translator *t, enum host host, unsigned reg)
{
    emit_rm(&t->e, X86_MOV, host, guest(reg));
}

static inline void put(struct translator *t, unsigned reg, enum host host)
{
    emit_rm(&t->e, X86_STORE, host, guest(reg));
}

/* Emits the return to the fast loop at the present instruction. */
static inline void leave_inside(struct translator *t)
{
    t->inside[t->inside_count++] = (struct exit){emit_jump(&t->e), t->i};
}

static inline void leave_inside_if(struct translator *t, unsigned condition)
{
    t->inside[t->inside_count++] =
        (struct exit){emit_jump_if(&t->e, condition), t->i};
}

/* Translate an instruction of their kind; false: it is of another kind. */
bool x86_64_compute(struct translator *t, const struct op *op);
bool x86_64_memory(struct translator *t, const struct op *op);
bool x86_64_branch(struct translator *t, const struct op *op);

/* Finds the flags that no code reads; to be called before the first
 * instruction. */
void x86_64_find_live_flags(struct translator *t);

/* Emits the taken branch of a conditional branch. */
void x86_64_branch_taken(struct translator *t, const struct op *op);

/* Emits a jump to the address in eax, or to the fast loop if it is no address
 * of Thumb code. */
void x86_64_check_target(struct translator *t);
void x86_64_branch_to(struct translator *t, const struct op *op,
                      uint32_t cycles);

/* Ends the stay. */
void x86_64_leave(struct translator *t, uint32_t where, uint32_t which);

#endif
