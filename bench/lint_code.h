/* SPDX-License-Identifier: MIT
 *
 * What lint reads in the code of an image: its functions, who calls whom and
 * what was done before, the registers that are written, and the branches that
 * leave the image.
 */
#ifndef BENCH_LINT_CODE_H
#define BENCH_LINT_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/flow.h"
#include "bench/image.h"
#include "bench/part_table.h"

/* Effects of stores, bits of the masks below: what was switched on. */
enum lint_effect {
    LINT_SYSTICK,
    LINT_NVIC, /* an interrupt is enabled */
    LINT_VTOR, /* it points into flash */
    LINT_IWDG,
    LINT_WWDG,
    LINT_PSP,       /* PSP was set: there are threads */
    LINT_REMAP = 8, /* MEM_MODE, in lint_code.remap[bit - LINT_REMAP] */
    LINT_CLOCK = 16 /* the clock in lint_code.clock[bit - LINT_CLOCK] */
};

enum { LINT_REMAPS = 8, LINT_CLOCKS = 40, LINT_HANDLERS = 256 };

/* A register and a bit of it, as the table of parts has it. */
struct lint_register {
    uint32_t address;
    unsigned bit;
};

/* How a function comes to be executed. */
enum lint_reached {
    LINT_BY_POINTER, /* or not at all: no call of it is known */
    LINT_BY_HANDLER, /* called from an exception's handler, and only there */
    LINT_BY_RESET    /* called from the reset handler, through any depth */
};

struct lint_function {
    uint32_t start;
    bool vector;      /* a handler of the vector table, and not of a reset */
    unsigned number;  /* of that vector */
    bool followed;    /* by the first pass */
    bool into;        /* calls of it are followed into it */
    bool returns;     /* an instruction that returns can be reached in it */
    uint64_t on, off; /* effects it may have, with all that it calls */
    uint64_t before;  /* effects in force when it is entered: those that no
                         way to it avoids */
    enum lint_reached reached;
    unsigned handler; /* BY_HANDLER: the vector's number */
};

struct lint_edge {
    uint32_t from, to; /* starts */
    uint32_t at;       /* the call */
    uint64_t on, off;  /* effects on the way to it, the least of all ways */
};

struct lint_access {
    uint32_t at, address;
    uint32_t function;       /* from whose start it was reached */
    struct flow_value value; /* that is stored */
    bool store;
};

/* A branch to an address that the image does not have. */
struct lint_jump {
    uint32_t at;
    uint32_t function; /* from whose start it was reached */
    struct flow_value target;
    bool exchange;
    struct flow_state state; /* when it is made */
};

struct lint_code {
    const struct image *image;
    uint32_t vectors; /* address of the vector table */
    uint32_t sp, reset;
    bool thumb2; /* it has instructions that ARMv6-M has not */
    struct lint_register remap[LINT_REMAPS], clock[LINT_CLOCKS];
    unsigned remap_count, clock_count;

    struct lint_function *functions; /* rising */
    unsigned function_count, function_capacity;
    uint32_t *endless; /* functions that do not return, rising */
    unsigned endless_count, endless_capacity;
    struct lint_edge *edges;
    unsigned edge_count, edge_capacity;
    struct lint_access *accesses;
    unsigned access_count, access_capacity;
    struct lint_jump *jumps;
    unsigned jump_count, jump_capacity;
    bool out_of_memory;
};

/* Reads the code of IMAGE, whose vector table is at VECTORS. False: out of
 * memory. */
bool lint_code_read(struct lint_code *code, const struct image *image,
                    uint32_t vectors, const struct part_table *table);
void lint_code_free(struct lint_code *code);

/* Returns the function that starts at START, or NULL. */
const struct lint_function *lint_code_function(const struct lint_code *code,
                                               uint32_t start);

/* Returns the effects that are in force when the jump is made. */
uint64_t lint_code_in_force(const struct lint_code *code,
                            const struct lint_jump *jump);

/* Returns a store that has the effect, or NULL. */
const struct lint_access *lint_code_store(const struct lint_code *code,
                                          unsigned effect);

#endif
