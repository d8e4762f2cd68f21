/* SPDX-License-Identifier: MIT
 *
 * LDM, STM, PUSH and the loads of POP, DDI0419 A6.7. Both loops of the
 * processor run these; the includer defines how it reaches memory:
 *     bool load(struct chip *, uint32_t address, unsigned size, uint32_t *)
 *     bool store(struct chip *, uint32_t address, unsigned size, uint32_t)
 * False: this access cannot be done (here), and the instruction with it. An
 * empty list is UNPREDICTABLE, assumed to fault.
 */
#ifndef CHIP_CORE_ARMV6M_MULTIPLE_H
#define CHIP_CORE_ARMV6M_MULTIPLE_H

#include "chip/state.h"

/* Loads the registers of `list` from `address` on. They change only when all
 * loads are done: a fault leaves them as they were. values[] receives the
 * loaded words in order. Returns the number of registers, or 0: not done. */
static inline unsigned load_multiple(struct chip *chip, uint32_t address,
                                     uint32_t list, uint32_t values[9])
{
    unsigned count = 0;
    for (; list; list &= list - 1) {
        if (!load(chip, address, 4, &values[count]))
            return 0;
        address += 4;
        count++;
    }
    return count;
}

static inline void set_registers(struct cpu *cpu, uint32_t list,
                                 const uint32_t *values)
{
    for (; list; list &= list - 1)
        cpu->r[__builtin_ctz(list)] = *values++;
}

/* Returns the number of registers, or 0: not done. */
static inline unsigned store_multiple(struct chip *chip, uint32_t address,
                                      uint32_t list)
{
    unsigned count = 0;
    for (; list; list &= list - 1) {
        uint32_t value = chip->cpu.r[__builtin_ctz(list)];
        if (!store(chip, address, 4, value))
            return 0;
        address += 4;
        count++;
    }
    return count;
}

static inline unsigned stm(struct chip *chip, unsigned n, uint32_t list)
{
    uint32_t base = chip->cpu.r[n];
    unsigned count = store_multiple(chip, base, list);
    if (count)
        chip->cpu.r[n] = base + 4 * count;
    return count;
}

/* A base in the list receives the loaded value. */
static inline unsigned ldm(struct chip *chip, unsigned n, uint32_t list)
{
    uint32_t values[9];
    uint32_t base = chip->cpu.r[n];
    unsigned count = load_multiple(chip, base, list, values);
    if (!count)
        return 0;
    chip->cpu.r[n] = base + 4 * count;
    set_registers(&chip->cpu, list, values);
    return count;
}

static inline unsigned push(struct chip *chip, uint32_t list)
{
    uint32_t base =
        chip->cpu.r[CPU_SP] - 4 * (unsigned)__builtin_popcount(list);
    unsigned count = store_multiple(chip, base, list);
    if (count)
        chip->cpu.r[CPU_SP] = base;
    return count;
}

/* POP without PC. */
static inline unsigned pop(struct chip *chip, uint32_t list)
{
    uint32_t values[9];
    unsigned count = load_multiple(chip, chip->cpu.r[CPU_SP], list, values);
    set_registers(&chip->cpu, count ? list : 0, values);
    chip->cpu.r[CPU_SP] += 4 * count;
    return count;
}

#endif
