/* SPDX-License-Identifier: MIT
 *
 * The flags as struct cpu has them, for alu.h.
 */
#ifndef CHIP_CORE_FLAGS_H
#define CHIP_CORE_FLAGS_H

#include "chip/state.h"

#define FLAGS struct cpu

static inline uint32_t set_nz(struct cpu *cpu, uint32_t result)
{
    cpu->n = result >> 31;
    cpu->z = result == 0;
    return result;
}

static inline void set_c(struct cpu *cpu, bool carry)
{
    cpu->c = carry;
}

static inline void set_v(struct cpu *cpu, uint32_t sign)
{
    cpu->v = sign >> 31;
}

static inline bool flag_n(const struct cpu *cpu)
{
    return cpu->n;
}

static inline bool flag_z(const struct cpu *cpu)
{
    return cpu->z;
}

static inline bool flag_c(const struct cpu *cpu)
{
    return cpu->c;
}

static inline bool flag_v(const struct cpu *cpu)
{
    return cpu->v;
}

/* All of them, from bits 31:28. */
static inline void set_nzcv(struct cpu *cpu, uint32_t bits)
{
    cpu->n = bits >> 31 & 1;
    cpu->z = bits >> 30 & 1;
    cpu->c = bits >> 29 & 1;
    cpu->v = bits >> 28 & 1;
}

#include "chip/core/alu.h"

#endif
