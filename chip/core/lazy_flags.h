/* SPDX-License-Identifier: MIT
 *
 * The flags in the form that is cheapest to compute, for alu.h in a fast loop.
 */
#ifndef CHIP_CORE_LAZY_FLAGS_H
#define CHIP_CORE_LAZY_FLAGS_H

#include "chip/state.h"

struct flags {
    uint32_t nz; /* a result: N is its bit 31, Z that it is 0 */
    uint32_t v;  /* bit 31 */
    bool c;
};

#define FLAGS struct flags

static inline uint32_t set_nz(struct flags *flags, uint32_t result)
{
    return flags->nz = result;
}

static inline void set_c(struct flags *flags, bool carry)
{
    flags->c = carry;
}

static inline void set_v(struct flags *flags, uint32_t sign)
{
    flags->v = sign;
}

static inline bool flag_n(const struct flags *flags)
{
    return flags->nz >> 31;
}

static inline bool flag_z(const struct flags *flags)
{
    return flags->nz == 0;
}

static inline bool flag_c(const struct flags *flags)
{
    return flags->c;
}

static inline bool flag_v(const struct flags *flags)
{
    return flags->v >> 31;
}

/* All of them, from bits 31:28; N and Z are not both set. */
static inline void set_nzcv(struct flags *flags, uint32_t bits)
{
    flags->nz = bits >> 30 & 1 ? 0 : (bits & 0x80000000) | 1;
    flags->c = bits >> 29 & 1;
    flags->v = bits << 3;
}

/* Likewise. */
static inline struct flags take_flags(const struct cpu *cpu)
{
    return (struct flags){
        .nz = cpu->z ? 0 : (uint32_t)cpu->n << 31 | 1,
        .v = (uint32_t)cpu->v << 31,
        .c = cpu->c,
    };
}

static inline void give_flags(struct cpu *cpu, struct flags flags)
{
    cpu->n = flag_n(&flags);
    cpu->z = flag_z(&flags);
    cpu->c = flag_c(&flags);
    cpu->v = flag_v(&flags);
}

#include "chip/core/alu.h"

#endif
