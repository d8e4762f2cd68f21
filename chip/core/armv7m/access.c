/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/access.h"

#include "chip/bus.h"
#include "chip/core/armv7m/fault.h"
#include "chip/core/armv7m/mpu.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/cpu.h"
#include "chip/core/sram.h"

/* The bus did not do it. Returns whether the instruction goes on. */
static bool refused(struct chip *chip, uint32_t address, bool write)
{
    return !(chip->attention & ATTENTION_STALL) &&
           armv7m_fault_data(chip, address, write);
}

/* Returns whether the MPU forbids it, which has then raised its fault. */
static inline bool forbidden(struct chip *chip, uint32_t address, unsigned size,
                             bool write)
{
    if (!mpu7_on(chip))
        return false;
    bool privileged = cpu_privileged(chip) && !armv7m(chip)->user;
    if (mpu7_allows(chip, address, size, write, privileged))
        return false;
    armv7m_fault_memory(chip, address);
    return true;
}

bool access_aligned(struct chip *chip, uint32_t address, unsigned size)
{
    if (!(address & (size - 1)))
        return true;
    armv7m_fault(chip, CFSR_UNALIGNED);
    return false;
}

/* --- one access of the bus --- */

struct rights {
    uint8_t control, ipsr;
};

/* Takes the privilege away for an access by LDRT, STRT ... */
static struct rights drop(struct chip *chip)
{
    struct cpu *cpu = &chip->cpu;
    struct rights before = {cpu->control, cpu->ipsr};
    if (armv7m(chip)->user) {
        cpu->ipsr = 0;
        cpu->control |= CONTROL_NPRIV;
    }
    return before;
}

static void restore(struct chip *chip, const struct rights *before)
{
    if (!armv7m(chip)->user)
        return;
    chip->cpu.ipsr = before->ipsr;
    chip->cpu.control = before->control;
}

static bool read_bus(struct chip *chip, uint32_t address, unsigned size,
                     uint32_t *value)
{
    const struct rights before = drop(chip);
    bool done = bus_read(chip, address, size, value);
    restore(chip, &before);
    return done;
}

static bool write_bus(struct chip *chip, uint32_t address, unsigned size,
                      uint32_t value)
{
    const struct rights before = drop(chip);
    bool done = bus_write(chip, address, size, value);
    restore(chip, &before);
    return done;
}

static bool load(struct chip *chip, uint32_t address, unsigned size,
                 uint32_t *value)
{
    uint32_t word = 0;
    if (forbidden(chip, address, size, false))
        return false;
    if (in_sram(chip, address, size)) {
        *value = little_endian(sram_at(chip, address), size);
        return true;
    }
    if (!read_bus(chip, address, size, &word) && !refused(chip, address, false))
        return false;
    *value = word;
    chip->cycle += bus_data_wait(chip, address);
    return true;
}

static bool store(struct chip *chip, uint32_t address, unsigned size,
                  uint32_t value)
{
    if (forbidden(chip, address, size, true))
        return false;
    if (in_sram(chip, address, size)) {
        put_little_endian(sram_at(chip, address), size, value);
        return true;
    }
    return write_bus(chip, address, size, value) ||
           refused(chip, address, true);
}

/* --- unaligned --- */

static bool may_be_unaligned(struct chip *chip)
{
    if (!(armv7m(chip)->ccr & CCR_UNALIGN_TRP))
        return true;
    armv7m_fault(chip, CFSR_UNALIGNED);
    return false;
}

static void count_crossing(struct chip *chip, uint32_t address, unsigned size)
{
    chip->cycle += (address & 3) + size > 4;
}

static bool load_unaligned(struct chip *chip, uint32_t address, unsigned size,
                           uint32_t *value)
{
    uint32_t bytes = 0, byte = 0;
    if (!may_be_unaligned(chip))
        return false;
    for (unsigned i = 0; i < size; i++) {
        if (!load(chip, address + i, 1, &byte))
            return false;
        bytes |= byte << 8 * i;
    }
    *value = bytes;
    count_crossing(chip, address, size);
    return true;
}

static bool store_unaligned(struct chip *chip, uint32_t address, unsigned size,
                            uint32_t value)
{
    if (!may_be_unaligned(chip))
        return false;
    for (unsigned i = 0; i < size; i++)
        if (!store(chip, address + i, 1, value >> 8 * i & 0xFF))
            return false;
    count_crossing(chip, address, size);
    return true;
}

bool access_load(struct chip *chip, uint32_t address, unsigned size,
                 uint32_t *value)
{
    if (address & (size - 1))
        return load_unaligned(chip, address, size, value);
    return load(chip, address, size, value);
}

bool access_store(struct chip *chip, uint32_t address, unsigned size,
                  uint32_t value)
{
    if (address & (size - 1))
        return store_unaligned(chip, address, size, value);
    return store(chip, address, size, value);
}

/* --- words --- */

bool access_load_words(struct chip *chip, uint32_t address, unsigned count,
                       uint32_t *values)
{
    if (!access_aligned(chip, address, 4))
        return false;
    for (unsigned i = 0; i < count; i++)
        if (!load(chip, address + 4 * i, 4, &values[i]))
            return false;
    return true;
}

bool access_store_words(struct chip *chip, uint32_t address, unsigned count,
                        const uint32_t *values)
{
    if (!access_aligned(chip, address, 4))
        return false;
    for (unsigned i = 0; i < count; i++)
        if (!store(chip, address + 4 * i, 4, values[i]))
            return false;
    return true;
}
