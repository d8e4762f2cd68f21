/* SPDX-License-Identifier: MIT
 *
 * A Cortex-M3 or M4 made by hand: SRAM, no clock, no blocks, code in SRAM. Its
 * faults are only noted: they leave the core as it was.
 */
#ifndef TESTS_CHIP_CORE_ARMV7M_FIXTURE_H
#define TESTS_CHIP_CORE_ARMV7M_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chip/chip.h"
#include "chip/core/armv7m/fault.h"
#include "chip/core/armv7m/fp_context.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/armv7m/step.h"

enum { FIXTURE7_SRAM = 20 * 1024 };

/* What was raised last; 0 = nothing since fixture7_clear(). */
enum { RAISED_DATA = 1 << 0, RAISED_FETCH = 1 << 1, RAISED_BKPT = 1 << 2 };

static struct {
    uint32_t bits; /* of CFSR, or from above */
    uint32_t address;
    bool write;
} raised;

static inline void fixture7_clear(void)
{
    memset(&raised, 0, sizeof raised);
}

/* The linker puts these in place of the functions of fault.h, fp_context.h
 * (tests/CMakeLists.txt). */
void __wrap_armv7m_fault(struct chip *chip, uint32_t cfsr);
bool __wrap_armv7m_fault_data(struct chip *chip, uint32_t address, bool write);
void __wrap_armv7m_fault_memory(struct chip *chip, uint32_t address);
void __wrap_armv7m_fault_fetch(struct chip *chip);
void __wrap_armv7m_breakpoint(struct chip *chip);
bool __wrap_armv7m_svc(struct chip *chip);
bool __wrap_armv7m_fp_use(struct chip *chip);

void __wrap_armv7m_fault(struct chip *chip, uint32_t cfsr)
{
    (void)chip;
    raised.bits |= cfsr;
}

bool __wrap_armv7m_fault_data(struct chip *chip, uint32_t address, bool write)
{
    (void)chip;
    raised.bits |= RAISED_DATA;
    raised.address = address;
    raised.write = write;
    return false;
}

void __wrap_armv7m_fault_memory(struct chip *chip, uint32_t address)
{
    __wrap_armv7m_fault_data(chip, address, false);
}

bool __wrap_armv7m_svc(struct chip *chip)
{
    (void)chip;
    return true;
}

void __wrap_armv7m_fault_fetch(struct chip *chip)
{
    (void)chip;
    raised.bits |= RAISED_FETCH;
}

void __wrap_armv7m_breakpoint(struct chip *chip)
{
    (void)chip;
    raised.bits |= RAISED_BKPT;
}

bool __wrap_armv7m_fp_use(struct chip *chip)
{
    if (!armv7m(chip)->fpu) {
        raised.bits |= CFSR_NOCP;
        return false;
    }
    chip->cpu.control |= CONTROL_FPCA;
    return true;
}

enum fixture7_model { CORTEX_M3, CORTEX_M4, CORTEX_M4F };

static inline struct chip *fixture7_new(enum fixture7_model model)
{
    struct chip *chip = calloc(1, sizeof *chip);
    struct part part;
    assert_non_null(chip);
    assert_true(part_find("stm32l073rz", &part));
    chip_init(chip, &part);
    memset(chip->blocks, 0, sizeof chip->blocks);
    memset(chip->due, 0xFF, sizeof chip->due);
    chip->due_cycle = NEVER;
    chip->due_armed = 0;
    armv7m(chip)->dsp = model != CORTEX_M3;
    armv7m(chip)->fpu = model == CORTEX_M4F;
    chip->cpu.t = true;
    chip->cpu.r[CPU_PC] = SRAM_BASE;
    chip->cpu.window = (struct window){.lo = SRAM_BASE,
                                       .size = FIXTURE7_SRAM,
                                       .offset = offsetof(struct chip, memory)};
    fixture7_clear();
    return chip;
}

#endif
