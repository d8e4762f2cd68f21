/* SPDX-License-Identifier: MIT
 *
 * The data that an instruction of ARMv7-M accesses: where, and what it stores.
 */
#ifndef CHIP_CORE_ARMV7M_TRANSFER_H
#define CHIP_CORE_ARMV7M_TRANSFER_H

#include "chip/core/armv7m/op.h"
#include "chip/core/armv7m/state.h"

enum { TRANSFER_MAX = 32 /* units: of VSTM */ };

/* Units without a gap between them. */
struct transfer {
    uint32_t address;
    uint8_t unit;  /* bytes of one */
    uint8_t count; /* 0 = none */
    bool is_store;
};

/* The values in memory of single loads and stores, by their kinds. */
struct value_type {
    uint8_t bytes;
    bool is_signed;
};

static inline struct value_type load_type(unsigned which)
{
#define VALUE_TYPE(name, bytes, type) {bytes, (type)-1 < (type)1},
    static const struct value_type types[] = {LOADS(VALUE_TYPE)};
    return types[which / LOAD_FORMS];
}

static inline struct value_type store_type(unsigned which)
{
    static const struct value_type types[] = {STORES(VALUE_TYPE)};
    return types[which / STORE_FORMS];
}

/* --- addresses --- */

static inline uint32_t transfer_address(const uint32_t *r, const struct op7 *op,
                                        unsigned form)
{
    switch (form) {
    case FORM_REG: return r[op->n] + (r[op->m] << op->imm);
    case FORM_POST: return r[op->n];
    case FORM_LIT: return op->imm;
    default: return r[op->n] + op->imm;
    }
}

static inline uint32_t list_bytes(const struct op7 *op)
{
    return 4 * (uint32_t)__builtin_popcount(op->imm);
}

static inline uint32_t list_address(const uint32_t *r, const struct op7 *op)
{
    return op->m ? r[op->n] - list_bytes(op) : r[op->n];
}

static inline void list_back(uint32_t *r, const struct op7 *op)
{
    uint32_t bytes = list_bytes(op);
    if (op->a)
        r[op->n] += op->m ? 0 - bytes : bytes;
}

static inline void set_list(uint32_t *r, const struct op7 *op,
                            const uint32_t *values)
{
    list_back(r, op);
    for (uint32_t list = op->imm & 0x7FFF; list; list &= list - 1)
        r[__builtin_ctz(list)] = *values++;
}

enum { FLOAT_LIST_BACK = 1, FLOAT_LIST_BEFORE = 2 };

static inline uint32_t float_list_address(const uint32_t *r,
                                          const struct op7 *op)
{
    return op->m & FLOAT_LIST_BEFORE ? r[op->n] - op->imm : r[op->n];
}

static inline uint32_t table_address(const uint32_t *r, const struct op7 *op)
{
    uint32_t base = op->n == CPU_PC ? op->imm : r[op->n];
    return base + (r[op->m] << (op->kind == V7_TBH));
}

/* --- all of an instruction --- */

/* Finds what `op` accesses with these registers; `exclusive`: a STREX stores.
 */
struct transfer transfer_with(const uint32_t *r, bool exclusive,
                              const struct op7 *op);
/* Does it with the core as it is now. */
struct transfer transfer_of(const struct chip *chip, const struct op7 *op);
/* Returns the values that it stores. */
void transfer_values(const struct chip *chip, const struct op7 *op,
                     uint32_t values[TRANSFER_MAX]);

#endif
