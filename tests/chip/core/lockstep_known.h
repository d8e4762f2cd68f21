/* SPDX-License-Identifier: MIT
 *
 * Where Unicorn 2.0.1 (its Cortex-M0) and the virtual chip differ, each with
 * its reason and with what settles it: Unicorn's known behaviour, as observed
 * with it ("oracle"), or the section of DDI0419 that Unicorn is against or that
 * leaves the matter open. A difference is looked up here only when it was seen,
 * so that an entry excuses nothing on which the two agree.
 */
#ifndef TESTS_CHIP_CORE_LOCKSTEP_KNOWN_H
#define TESTS_CHIP_CORE_LOCKSTEP_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

/* What was seen. */
enum difference {
    CHIP_RAISED = 1, /* an exception of the chip only */
    JUDGE_RAISED,    /* an exception of the judge only */
    JUDGE_STOPPED,   /* the judge ended the run by itself */
    SP_BITS,         /* the judge's SP, MSP or PSP has bits 1:0 */
    Q_FLAG,          /* the judge's APSR.Q is 1 */
    NPRIV,           /* the chip is unprivileged */
    FOREIGN,         /* an address that the judge has not */
    BEFORE_RAISE,    /* the judge must not run it, the chip must raise */
    BEFORE_NOTHING,  /* ... and nothing must change on the chip */
    REGISTER,        /* R0-R12, SP, LR, PC, flags */
    SPECIAL,         /* MSP, PSP, CONTROL, PRIMASK */
    LEFT_BY_FAULT,   /* R0-R12 after an exception of both */
    FRAME,           /* what the chip pushed */
    MEMORY
};

struct known {
    const char *name;
    enum difference seen;
    uint16_t mask, value;   /* of the first halfword; 0 = any */
    uint16_t mask2, value2; /* of the second; 0 = any */
    bool (*only)(uint16_t first, uint16_t second); /* NULL: all of these */
    const char *reason;
    const char *source; /* what says so */
};

enum { KNOWN_SIZE = 32 }; /* entries behind the last have no name */

extern const struct known known_differences[KNOWN_SIZE];

/* The index of the entry for what was seen at an instruction, or -1. */
int known_find(enum difference seen, uint16_t first, uint16_t second);

#endif
