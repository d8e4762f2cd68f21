/* SPDX-License-Identifier: MIT
 *
 * Random code and states for lockstep.h, from a seed alone. Registers mostly
 * hold addresses in SRAM, so that most loads and stores find memory; some are
 * misaligned, near the ends of it, in code or nowhere.
 */
#ifndef TESTS_CHIP_CORE_LOCKSTEP_RANDOM_H
#define TESTS_CHIP_CORE_LOCKSTEP_RANDOM_H

#include "tests/chip/core/lockstep.h"
#include "tests/random.h"

enum { NOISE_SIZE = 64 * 1024 + SRAM_SIZE };

/* What code is made of. */
enum random_mix {
    MIX_ALL, /* every encoding: a run is short, most end with an exception */
    MIX_CALM /* what seldom raises one: long runs, full blocks */
};

/* One instruction: 1 or 2 halfwords. Returns how many. */
unsigned random_instruction(uint64_t *seed, enum random_mix mix,
                            uint16_t code[2]);
/* A 32-bit instruction of ARMv6-M, or nearly. */
void random_wide(uint64_t *seed, uint16_t code[2]);
void random_code(uint64_t *seed, enum random_mix mix, uint16_t *code,
                 size_t count);
/* Everything but the PC. */
void random_state(uint64_t *seed, struct cpu_state *state);
/* What SRAM is taken from: SRAM_SIZE bytes from any of the first 64 KB. */
void random_noise(uint8_t noise[NOISE_SIZE]);

#endif
