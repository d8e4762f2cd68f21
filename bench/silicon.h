/* SPDX-License-Identifier: MIT
 *
 * What examples/probe reports of real parts, as far as families differ: the
 * lines of its block for `boot0 readings` (docs/silicon.md).
 */
#ifndef BENCH_SILICON_H
#define BENCH_SILICON_H

#include <stdbool.h>
#include <stdint.h>

struct silicon {
    const char *format;    /* of the block: "3" */
    uint32_t head;         /* word 0 of the probe */
    const uint16_t *sizes; /* of the flash in KB, up to 0, */
    const char *size_list; /* and in words: "64, 128 or 192" */
    bool info;             /* the information byte of the ROM has a line */
    const char *const *experiments; /* names, as in back-NAME, up to NULL */
};

#endif
