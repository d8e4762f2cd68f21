/* SPDX-License-Identifier: MIT
 *
 * What the tests of ARMv7-M's system part start from: a small chip with one of
 * the cores, vectors, handlers and code in its SRAM, and single steps.
 */
#ifndef TESTS_CHIP_CORE_SYSTEM_FIXTURE_H
#define TESTS_CHIP_CORE_SYSTEM_FIXTURE_H

#include "chip/core/armv7m/fault.h"
#include "chip/core/nvic.h"
#include "tests/chip/block.h"
#include "tests/chip/core/small_chip.h"

static struct chip chip;

enum {
    VECTORS = 0x20000400,
    HANDLERS = 0x20000800, /* 16 bytes each, by exception number */
    CODE = 0x20001000,
    STACK = 0x20003000,
    NOWHERE = 0xA0000000,
    VTOR = 0xE000ED08,
    AIRCR = 0xE000ED0C,
    SCR = 0xE000ED10,
    CCR = 0xE000ED14,
    SHPR1 = 0xE000ED18,
    SHPR3 = 0xE000ED20,
    SHCSR = 0xE000ED24,
    CFSR = 0xE000ED28,
    HFSR = 0xE000ED2C,
    BFAR = 0xE000ED38,
    ACTLR = 0xE000E008,
    CPACR = 0xE000ED88,
    DEMCR = 0xE000EDFC,
    ISER = 0xE000E100,
    ISPR = 0xE000E200,
    IPR0 = 0xE000E400,
    MPU_CTRL = 0xE000ED94,
    MPU_RNR = 0xE000ED98,
    MPU_RBAR = 0xE000ED9C,
    MPU_RASR = 0xE000EDA0,
    FPCCR = 0xE000EF34,
    ALL_FAULTS = 7 << 16
};

#define EXC_MAIN    0xFFFFFFF9u
#define EXC_MAIN_FP 0xFFFFFFE9u

static inline uint32_t handler(unsigned exception)
{
    return HANDLERS + 16 * exception;
}

#define PUT(address, ...)                                                      \
    do {                                                                       \
        const uint16_t put_[] = {__VA_ARGS__};                                 \
        load_code(&chip, address, put_, sizeof put_ / sizeof *put_);           \
    } while (0)

/* Runs one instruction, or takes one exception; returns its cycles. */
static inline uint64_t step(void)
{
    uint64_t before = chip.cycle;
    chip_run(&chip, chip.cycle + 1);
    return chip.cycle - before;
}

static inline uint32_t *reg(unsigned n)
{
    return &chip.cpu.r[n];
}

static inline void begin(const struct core *core)
{
    small_chip_init(&chip, core);
    chip_power_on(&chip);
    chip_run(&chip, chip.cycle + 1);
    chip.cpu.locked_up = false;
    chip.attention = 0;
    chip.nvic.active = (struct exception_set){0};
    chip.cpu.ipsr = 0;
    for (unsigned i = 1; i < 16 + SMALL_IRQS; i++) {
        load_word(&chip, VECTORS + 4 * i, handler(i) | 1);
        PUT(handler(i), 0x4770); /* bx lr */
    }
    for (unsigned i = 0; i < 64; i++)
        PUT(CODE + 2 * i, 0xBF00); /* nop */
    wr(&chip, VTOR, VECTORS);
    wr(&chip, SHCSR, ALL_FAULTS);
    wr(&chip, CFSR, 0xFFFFFFFF);
    wr(&chip, HFSR, 0xFFFFFFFF);
    chip.cpu.r[CPU_SP] = STACK;
    jump_to(&chip, CODE);
}

static inline void assert_in(unsigned exception)
{
    assert_int_equal(chip.cpu.ipsr, exception);
    assert_int_equal(*reg(CPU_PC), handler(exception));
}

static inline uint32_t stacked(unsigned word)
{
    uint32_t value = 0;
    assert_true(chip_peek(&chip, *reg(CPU_SP) + 4 * word, &value, 4));
    return value;
}

enum { FRAME_PC = 6 };

/* --- the MPU --- */

enum { RIGHTS_ALL = 3 << 24, SIZE_4GB = 31 << 1, XN = 1 << 28, ON = 1 };

static inline void region(uint32_t n, uint32_t base, uint32_t attributes)
{
    wr(&chip, MPU_RNR, n);
    wr(&chip, MPU_RBAR, base);
    wr(&chip, MPU_RASR, attributes | ON);
}

#define TEST(name) cmocka_unit_test(name)

#endif
