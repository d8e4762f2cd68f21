/* SPDX-License-Identifier: MIT
 *
 * What every test of a chip block starts from: a powered STM32L073RZ that
 * runs `b .` at 2.1 MHz, bus accesses that must succeed, and time that
 * passes. Flash holds a vector table whose HardFault entry points to
 * FIXTURE_FAULT and every other entry to FIXTURE_IDLE, both `b .`.
 */
#ifndef TESTS_CHIP_CHIP_FIXTURE_H
#define TESTS_CHIP_CHIP_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "chip/chip.h"
#include "chip/core/exception.h"

enum {
    FIXTURE_VECTORS = 48,
    FIXTURE_STACK = 0x20005000,
    FIXTURE_IDLE = 0x08000100,
    FIXTURE_FAULT = 0x08000104
};

/* Puts N halfwords of code at ADDRESS, past all protection. */
static inline void load_code(struct chip *chip, uint32_t address,
                             const uint16_t *code, size_t n)
{
    assert_true(chip_poke(chip, address, code, n * sizeof *code));
}

/* Puts one word at ADDRESS, past all protection. */
static inline void load_word(struct chip *chip, uint32_t address, uint32_t word)
{
    assert_true(chip_poke(chip, address, &word, sizeof word));
}

/* The fixture's flash contents in a part that is still off. */
static inline void fixture_program(struct chip *chip)
{
    static const uint16_t idle[] = {0xE7FE, 0xE7FE, 0xE7FE, 0xE7FE};
    uint32_t vectors[FIXTURE_VECTORS];
    for (unsigned i = 0; i < FIXTURE_VECTORS; i++)
        vectors[i] = FIXTURE_IDLE | 1;
    vectors[0] = FIXTURE_STACK;
    vectors[EXCEPTION_HARDFAULT] = FIXTURE_FAULT | 1;
    assert_true(chip_poke(chip, FLASH_BASE, vectors, sizeof vectors));
    load_code(chip, FIXTURE_IDLE, idle, 4);
}

/* A named part with the fixture's program, powered on, its reset done. */
static inline void fixture_part(struct chip *chip, const char *name)
{
    struct part part;
    assert_true(part_find(name, &part));
    chip_init(chip, &part);
    fixture_program(chip);
    chip_power_on(chip);
    assert_int_equal(chip_run(chip, chip->cycle + 1), STOP_BUDGET);
}

static inline void fixture_chip(struct chip *chip)
{
    fixture_part(chip, "stm32l073rz");
}

static inline uint32_t fixture_read(struct chip *chip, uint32_t address,
                                    unsigned size, const char *file, int line)
{
    uint32_t value = 0;
    if (!bus_read(chip, address, size, &value)) {
        print_error("bus_read(0x%08X, %u): bus error\n", (unsigned)address,
                    size);
        _fail(file, line);
    }
    return value;
}

static inline void fixture_write(struct chip *chip, uint32_t address,
                                 unsigned size, uint32_t value,
                                 const char *file, int line)
{
    if (!bus_write(chip, address, size, value)) {
        print_error("bus_write(0x%08X, %u, 0x%08X): bus error\n",
                    (unsigned)address, size, (unsigned)value);
        _fail(file, line);
    }
}

/* Accesses by the core of 4, 2 and 1 bytes that must not fault. A failure
 * names the line of the test. */
#define rd(chip, address)   fixture_read(chip, address, 4, __FILE__, __LINE__)
#define rd16(chip, address) fixture_read(chip, address, 2, __FILE__, __LINE__)
#define rd8(chip, address)  fixture_read(chip, address, 1, __FILE__, __LINE__)
#define wr(chip, address, value)                                               \
    fixture_write(chip, address, 4, value, __FILE__, __LINE__)
#define wr16(chip, address, value)                                             \
    fixture_write(chip, address, 2, value, __FILE__, __LINE__)
#define wr8(chip, address, value)                                              \
    fixture_write(chip, address, 1, value, __FILE__, __LINE__)

/* Whether the access is a bus error. */
static inline bool rd_faults(struct chip *chip, uint32_t address, unsigned size)
{
    uint32_t value;
    return !bus_read(chip, address, size, &value);
}

static inline bool wr_faults(struct chip *chip, uint32_t address, unsigned size,
                             uint32_t value)
{
    return !bus_write(chip, address, size, value);
}

/* Lets time pass; says why the run stopped (STOP_BUDGET: time is up). */
static inline enum stop run_ps(struct chip *chip, uint64_t ps)
{
    return chip_run_to(chip, clock_ps(chip) + ps);
}

static inline enum stop run_us(struct chip *chip, uint64_t us)
{
    return run_ps(chip, us * PS_PER_US);
}

static inline enum stop run_cycles(struct chip *chip, uint64_t cycles)
{
    return chip_run(chip, chip->cycle + cycles);
}

/* The next instruction is the one at ADDRESS, in Thumb state. */
static inline void jump_to(struct chip *chip, uint32_t address)
{
    chip->cpu.r[CPU_PC] = address & ~1u;
    chip->cpu.t = true;
}

#endif
