/* SPDX-License-Identifier: MIT
 *
 * How a part boots after a cut of its update: the verdict, and why.
 */
#ifndef BENCH_UPDATE_WHY_H
#define BENCH_UPDATE_WHY_H

#include <stdbool.h>
#include <stdint.h>

enum update_verdict {
    UPDATE_UPDATED,     /* the new image runs, and is whole */
    UPDATE_WAY_BACK,    /* the ROM answers, or an application that runs leads
                           there when it is asked */
    UPDATE_NO_WAY_BACK, /* only the BOOT0 pin or SWD help */
    UPDATE_VERDICTS
};

enum update_why {
    UPDATE_NEW_RUNS,
    UPDATE_ROM_ANSWERS, /* without being asked for */
    UPDATE_ASK_WORKS,
    /* No way back: */
    UPDATE_NO_VECTORS,   /* locked up at reset: the vector table is erased */
    UPDATE_BAD_VECTORS,  /* locked up at reset: it is half written */
    UPDATE_LOCKS_UP,     /* locked up later */
    UPDATE_FAULTS,       /* a HardFault, and nothing comes behind it */
    UPDATE_NMI,          /* likewise an NMI, as of a flash with ECC */
    UPDATE_RESETS,       /* it is reset over and over */
    UPDATE_ROM_SILENT,   /* the ROM keeps the chip and does not answer */
    UPDATE_NOTHING_RUNS, /* neither an application nor the ROM is reached */
    UPDATE_ASK_FAILS,    /* an application runs, and asking it leads nowhere */
    UPDATE_WHYS
};

struct update_end {
    enum update_why why;
    bool reset;  /* it took a press of the reset button after power-on */
    uint32_t pc; /* of the last instruction */
    uint64_t ps; /* how long it took */
};

enum update_verdict update_verdict(enum update_why why);

/* Returns "updated", "way-back" or "no-way-back". */
const char *update_verdict_name(enum update_verdict verdict);

/* Returns the reason in plain words, a sentence without its full stop. */
const char *update_why_words(enum update_why why);

/* Returns its name in JSON: "vectors-erased", ... */
const char *update_why_name(enum update_why why);

#endif
