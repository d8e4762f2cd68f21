/* SPDX-License-Identifier: MIT
 *
 * ARMv7-M beside Unicorn's Cortex-M3 and M4, the judge: the same straight code
 * in SRAM, the same data, the same registers. Both run a piece of code, some
 * dozen instructions, then all registers, flags and memory are compared.
 * The instructions come from the table of encodings (armv7m_rows.h), with
 * operands that mostly lead on: addresses in fixed registers, loads and stores
 * around them.
 *
 * Not compared, because Unicorn is not ARMv7-M there (its version 2.0.1):
 * - what is UNPREDICTABLE: its choice is not the chip's;
 * - its DSP on a Cortex-M3, LDREXD, BLX to a constant, SUBS PC, LR, SETEND,
 *   stores relative to PC, NEON at F9xx: only in a table of exceptions
 *   (test_lockstep_armv7m.c), where the chip must find them UNDEFINED;
 * - WFE and YIELD, which stop it; ISB in an IT block, which ends the block;
 *   ITSTATE and PC at a fault, which are those of an earlier instruction;
 * - Q of SMLAD with both operands 80008000 (excused where it appears);
 * - VCVT of fixed point to float when FPSCR does not say nearest;
 * - unaligned LDRD, LDM, VLDR: it does them (the run ends there);
 * - bits 1:0 of SP, BASEPRI bits 3:0, CCR, STREX to another address than LDREX.
 * Cycles, exceptions, sleep are not its subject.
 */
#ifndef TESTS_CHIP_CORE_LOCKSTEP7_H
#define TESTS_CHIP_CORE_LOCKSTEP7_H

#include <stdbool.h>
#include <stdint.h>

#include <unicorn/unicorn.h>

#include "chip/core/armv7m/step.h"
#include "tests/chip/core/armv7m_rows.h"

enum {
    CODE7 = SRAM_BASE,
    CODE7_SIZE = 0x2000,
    DATA7 = SRAM_BASE + CODE7_SIZE,
    DATA7_SIZE = 0x3000,
    PIECE_MAX = 40, /* instructions */
    BATCH = 64      /* pieces of code for one judge */
};

/* Straight code with one end. */
struct piece {
    uint32_t start, end;
    unsigned count;
};

struct state7 {
    uint32_t r[15], s[32];
    uint32_t flags; /* NZCVQ, GE */
    uint32_t fpscr;
};

struct lockstep7 {
    struct chip *chip;
    uc_engine *judge;
    bool m4;         /* with its FPU; else M3 */
    bool nearest;    /* this batch rounds to nearest only */
    uint8_t *memory; /* the judge's */
    struct piece pieces[BATCH];
    unsigned piece_count;
    uint32_t used; /* bytes of code */
    uint8_t code[CODE7_SIZE];

    uint64_t instructions; /* compared */
    uint64_t ended;        /* runs that a fault ended, in both */
    uint64_t excused[4];   /* by enum excuse */
    uint64_t narrow[NARROW_ROWS], wide[WIDE_ROWS]; /* executed, by row */
};

enum excuse { EXCUSE_UNALIGNED, EXCUSE_SMLAD, EXCUSE_CODE, EXCUSES };

void lockstep7_open(struct lockstep7 *l, bool m4);
void lockstep7_close(struct lockstep7 *l);
/* Makes new code from the seed. */
void lockstep7_make(struct lockstep7 *l, uint64_t *seed);
/* Runs a piece from a state of the seed. False: a difference, which was
 * printed. */
bool lockstep7_run(struct lockstep7 *l, const struct piece *piece,
                   uint64_t seed);
/* Puts up to CODE7_SIZE / 4 instructions of 32 bits there. */
void lockstep7_put(struct lockstep7 *l, const uint32_t *insns, unsigned count);
/* Lets the judge execute the instruction at `pc`. Returns whether it rejects
 * it, as UNDEFINED or as one of an absent coprocessor. */
bool lockstep7_rejects(struct lockstep7 *l, uint32_t pc);

/* --- lockstep7_random.c --- */

void random7_piece(struct lockstep7 *l, uint64_t *seed, struct piece *piece);
void random7_state(uint64_t *seed, bool m4, bool nearest, struct state7 *state);
/* Returns the index of the row of an instruction, or -1. */
int random7_row(const uint16_t code[2], bool m4);

#endif
