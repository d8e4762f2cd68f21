/* SPDX-License-Identifier: MIT
 *
 * The known mistakes by their codes: a title, and what to do instead. Letters:
 * A the request is lost, B stack pointer and branch, C remap, D interrupts, E
 * dual-bank check, F erased first page, G pins, H watchdogs and running
 * operations, I protection and option bytes, J wrong address for the part, K
 * after the ROM.
 */
#ifndef BENCH_CAUSE_TABLE_H
#define BENCH_CAUSE_TABLE_H

#include <stddef.h>

struct cause_info {
    const char *code;
    const char *title; /* one line, without a full stop */
    /* Sentences, for an image without the library. What is in braces is the
     * family's own: remedy.c. */
    const char *remedy;
    const char *library_remedy; /* for an image that has it in use; NULL = the
                                   same */
};

extern const struct cause_info cause_table[];
extern const size_t cause_table_count;

/* Returns the row of a code, or NULL. */
const struct cause_info *cause_info(const char *code);

#endif
