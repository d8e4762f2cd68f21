/* SPDX-License-Identifier: MIT
 *
 * A processor under test, whatever it is: the virtual chip here, silicon
 * behind a debugger elsewhere. The cases of test_cpu*.c know only this
 * interface; they keep code, data and stack in SRAM, so that they can run on
 * both. Not covered: cycle counts, which a debugger does not see.
 */
#ifndef TESTS_CHIP_CORE_CPU_DRIVER_H
#define TESTS_CHIP_CORE_CPU_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/chip/chip_fixture.h"

struct cpu_state {
    uint32_t r[16];    /* r[13] the SP in use, r[15] the next instruction */
    uint32_t sp_other; /* the other one of MSP and PSP */
    uint32_t flags;    /* N Z C V in bits 31:28 */
    bool t;
    uint32_t ipsr, control, primask;
};

struct cpu_driver {
    /* Thread mode, privileged, MSP, nothing active or pending. */
    void (*reset)(void *target);
    /* Sets everything but IPSR. */
    void (*put_state)(void *target, const struct cpu_state *state);
    void (*get_state)(void *target, struct cpu_state *state);
    void (*put_memory)(void *target, uint32_t address, const void *bytes,
                       size_t length);
    void (*get_memory)(void *target, uint32_t address, void *bytes,
                       size_t length);
    /* Runs one instruction, or the entry of the exception it causes. */
    void (*step)(void *target);
};

/* --- the virtual chip --- */

static inline void chip_driver_reset(void *target)
{
    struct chip *chip = target;
    enum { AIRCR = 0xE000ED0C, VECTKEY_VECTCLRACTIVE = 0x05FA0002 };
    if (chip->magic != CHIP_MAGIC || chip->cpu.locked_up)
        fixture_chip(chip);
    cpu_select_msp(&chip->cpu);
    chip->cpu.control = 0;
    chip->cpu.primask = false;
    wr(chip, AIRCR, VECTKEY_VECTCLRACTIVE);
}

static inline void chip_driver_put_state(void *target,
                                         const struct cpu_state *state)
{
    struct cpu *cpu = &((struct chip *)target)->cpu;
    memcpy(cpu->r, state->r, sizeof cpu->r);
    cpu->sp_other = state->sp_other;
    cpu->n = state->flags >> 31 & 1;
    cpu->z = state->flags >> 30 & 1;
    cpu->c = state->flags >> 29 & 1;
    cpu->v = state->flags >> 28 & 1;
    cpu->t = state->t;
    cpu->control = (uint8_t)state->control;
    cpu->primask = state->primask;
}

static inline void chip_driver_get_state(void *target, struct cpu_state *state)
{
    struct chip *chip = target;
    const struct cpu *cpu = &chip->cpu;
    *state = (struct cpu_state){
        .sp_other = cpu->sp_other,
        .flags = cpu_xpsr(chip) & 0xF0000000,
        .t = cpu->t,
        .ipsr = cpu->ipsr,
        .control = cpu->control,
        .primask = cpu->primask,
    };
    memcpy(state->r, cpu->r, sizeof state->r);
}

static inline void chip_driver_put_memory(void *target, uint32_t address,
                                          const void *bytes, size_t length)
{
    assert_true(chip_poke(target, address, bytes, length));
}

static inline void chip_driver_get_memory(void *target, uint32_t address,
                                          void *bytes, size_t length)
{
    assert_true(chip_peek(target, address, bytes, length));
}

static inline void chip_driver_step(void *target)
{
    struct chip *chip = target;
    chip_run(chip, chip->cycle + 1);
}

static const struct cpu_driver chip_driver = {
    .reset = chip_driver_reset,
    .put_state = chip_driver_put_state,
    .get_state = chip_driver_get_state,
    .put_memory = chip_driver_put_memory,
    .get_memory = chip_driver_get_memory,
    .step = chip_driver_step,
};

#endif
