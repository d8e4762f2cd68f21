/* SPDX-License-Identifier: MIT
 *
 * The virtual chip's processor beside Unicorn's Cortex-M0, the judge: the same
 * code in flash, the same SRAM, the same registers. The judge runs; before
 * each of its instructions the chip does the one before, and registers and
 * flags are compared; SRAM and the special registers when the run ends. A run
 * ends after its budget, outside the code, or with an exception, which both
 * must raise at the same instruction; the frame that the chip pushes must
 * hold what the judge's registers are.
 * Then the fast loop does the whole run again, in blocks, once decoded and once
 * translated, and is compared with the judge where the run ended.
 * Not compared: cycles, and what Unicorn has not (lockstep_known.c).
 */
#ifndef TESTS_CHIP_CORE_LOCKSTEP_H
#define TESTS_CHIP_CORE_LOCKSTEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <unicorn/unicorn.h>

#include "chip/core/fast.h"
#include "tests/chip/core/cpu_driver.h"
#include "tests/chip/core/lockstep_known.h"
#include "tests/chip/core/lockstep_seen.h"

enum {
    LOCKSTEP_CODE = FLASH_BASE + 0x200, /* below: the chip's vectors */
    LOCKSTEP_END = FLASH_BASE + FLASH_MAX,
    LOCKSTEP_HALFWORDS = (LOCKSTEP_END - LOCKSTEP_CODE) / 2,
    VALUES = 16, /* R0-R12, SP, LR, APSR: what is read at each step */
    PATH_LENGTH = 128
};

/* What the fast loop makes of a block. */
enum lockstep_form {
    FORM_DECODED,
    FORM_TRANSLATED, /* at once; none where the host has no translator */
    FORMS
};

/* How a run ended. */
enum lockstep_end {
    END_UNKNOWN, /* nothing that the fast loop could be compared at */
    END_BEFORE,  /* before the instruction at end_pc */
    END_RAISED   /* in an exception; the judge stands at end_pc */
};

struct lockstep {
    struct chip plain, fast; /* run by chip_run() and by fast_run() */
    struct chip *chip;       /* the one of them that is compared now */
    enum lockstep_form form; /* of the fast one's blocks */
    struct chip ready;       /* the chip with the code, before any run */
    struct decoder decoders[FORMS];
    struct native *native; /* of the second, or NULL */
    uc_engine *judge;
    uint8_t *flash, *sram; /* the judge's memories */

    /* The run. */
    uint32_t values[VALUES]; /* of the judge, read last */
    uint32_t before[VALUES]; /* ... and before the instruction */
    uint32_t at;             /* the instruction that the judge began last */
    bool begun;              /* the chip has not done it yet */
    unsigned left;           /* instructions to compare */
    bool over;               /* nothing was left, or the code was left */
    int alone;               /* 1 + known difference: for the chip alone */
    bool foreign;            /* the judge has no such address, the chip has */
    bool excused, failed;    /* a difference was seen */
    uint64_t start_cycle;    /* of the plain chip */
    enum lockstep_end end;
    uint32_t end_pc;
    uint32_t path[PATH_LENGTH]; /* the run's instructions, the first ones */
    unsigned path_length;       /* ... and how many it had */

    /* All runs. */
    uint64_t instructions;             /* compared, with the plain loop */
    uint64_t exceptions;               /* ... that raised one */
    uint64_t fast_instructions[FORMS]; /* ... and again with the fast loop */
    struct seen seen;                  /* encodings that were begun */
    uint64_t hits[KNOWN_SIZE];         /* uses of each known difference */
};

void lockstep_open(struct lockstep *l);
void lockstep_close(struct lockstep *l);
/* Puts `count` halfwords at LOCKSTEP_CODE on both sides. To be called before
 * the first run. */
void lockstep_load(struct lockstep *l, const uint16_t *code, size_t count);
/* Runs from `start`, in the code, with this SRAM, until `budget` instructions
 * are compared. False: a difference that is not known, which was printed. */
bool lockstep_run(struct lockstep *l, const struct cpu_state *start,
                  const uint8_t *sram, unsigned budget);

#endif
