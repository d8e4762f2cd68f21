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

#include "chip/core/alu.h"

#endif
