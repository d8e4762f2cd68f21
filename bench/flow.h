/* SPDX-License-Identifier: MIT
 *
 * Follows the code of an image without running it, path by path through a
 * function: which constants its registers and stack hold, which addresses it
 * reads and writes, where it calls and jumps. A path forks at a condition; each
 * instruction is visited a few times at most, so that loops end. What is not
 * known stays unknown: nothing is guessed.
 * Not followed: what an interrupt changes in between, stores through addresses
 * that are not known, functions that are called through pointers in RAM.
 */
#ifndef BENCH_FLOW_H
#define BENCH_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"
#include "bench/thumb.h"

enum {
    FLOW_CELLS = 32,  /* words in memory that are followed */
    FLOW_DEPTH = 4,   /* functions that are followed into at once */
    FLOW_VISITS = 3,  /* of an instruction, on all paths of a function */
    FLOW_STEPS = 6000 /* instructions of a function, on all its paths */
};

enum flow_kind {
    FLOW_UNKNOWN,
    FLOW_CONSTANT, /* the number itself */
    FLOW_STACK,    /* the stack pointer at the function's entry + number */
    FLOW_WORD,     /* the word that the hardware has at address number */
    FLOW_RETURN    /* the return address of the function */
};

struct flow_value {
    enum flow_kind kind;
    uint32_t number;
    uint32_t set;     /* of a WORD: bits that were set in it */
    uint32_t cleared; /* of a WORD: bits that were cleared */
    bool changed;     /* of a WORD: it was changed in another way, too */
    bool initial;     /* read from a variable that has this value at first */
};

/* A word in RAM or on the stack that was written on this path. */
struct flow_cell {
    enum flow_kind kind; /* of its address: CONSTANT or STACK */
    uint32_t address;
    struct flow_value value;
};

/* Where a path stands. */
struct flow_state {
    struct flow_value r[16];
    struct flow_cell cells[FLOW_CELLS];
    unsigned cell_count, cell_next;
    uint32_t returns[FLOW_DEPTH];
    unsigned depth;     /* functions that were entered on the way */
    uint32_t condition; /* as struct thumb's imm of IT; 1 or 0: none left */
    bool inverse;       /* the condition of the IT block does not hold */

    uint64_t on, off; /* effects of stores so far: the observer's */
    int primask;      /* -1 = as at the entry */
    uint32_t primask_at;
    bool msp_set;
    struct flow_value msp;
    uint32_t msp_at;     /* where MSP was set */
    uint32_t msp_used;   /* the first use of the stack behind it, 0 = none */
    uint32_t msp_undone; /* where SP was set back to the stack of before */
    bool control;        /* CONTROL was written */
    bool no_stack;       /* the image has used none yet */
};

enum flow_call { FLOW_OVER, FLOW_INTO, FLOW_NEVER_RETURNS };

struct flow_observer {
    void *context;
    bool no_stack; /* the function is the reset handler: it begins the stack */
    /* A load (STORE false) or a store at a known ADDRESS. */
    void (*access)(void *context, uint32_t pc, uint32_t address,
                   const struct flow_value *value, bool store,
                   struct flow_state *state);
    /* A call; what is to become of it. FLOW_OVER: the callee's effects are the
     * observer's to add to STATE. */
    enum flow_call (*call)(void *context, uint32_t pc, uint32_t target,
                           struct flow_state *state);
    /* A branch to another place of the image: it may be that of a function. */
    void (*tail)(void *context, uint32_t pc, uint32_t target,
                 struct flow_state *state);
    /* A branch to a value that is not in the image, or, when MSP was moved, to
     * one that is not known. */
    void (*jump)(void *context, uint32_t pc, const struct flow_value *target,
                 bool exchange, struct flow_state *state);
    void (*special)(void *context, uint32_t pc, unsigned number,
                    struct flow_state *state);
};

/* True: PC is an instruction that the image has; it is then *t. */
bool flow_fetch(const struct image *image, uint32_t pc, struct thumb *t);

/* Follows the paths of the function at START, as far as the limits above let
 * it. */
void flow_follow(const struct image *image, uint32_t start,
                 const struct flow_observer *observer);

#endif
