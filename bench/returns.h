/* SPDX-License-Identifier: MIT
 *
 * Whether a function comes back to its caller: whether, on any way through it,
 * an instruction is reached that may return. What values decide is not looked
 * at, so that functions of any length are gone through in one visit of each
 * instruction.
 */
#ifndef BENCH_RETURNS_H
#define BENCH_RETURNS_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"

struct returns {
    const struct image *image;
    /* True: a call of TARGET does not come back. */
    bool (*never)(const void *context, uint32_t target);
    /* True: a branch to TARGET leaves the function for another one. */
    bool (*leaves)(const void *context, uint32_t target);
    const void *context;

    uint8_t *visited; /* an instruction for a byte; made at the first use */
    uint32_t *places; /* of the function: those visited, and still to go to */
    unsigned count, capacity;
};

/* Returns whether the function at START may come back; true when memory runs
 * out. */
bool returns_from(struct returns *returns, uint32_t start);
void returns_free(struct returns *returns);

#endif
