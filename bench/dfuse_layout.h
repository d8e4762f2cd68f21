/* SPDX-License-Identifier: MIT
 *
 * The string with which a DfuSe device describes a memory, such as
 *
 *     @Internal Flash  /0x08000000/1536*128g
 *     @Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg
 *
 * count*size, a unit (none or B: bytes, K, M) and a letter of which the low
 * three bits mean readable, erasable, writable ('g' = all). Written by ST with
 * and without blanks in many places. UM0424 10.3.2.
 */
#ifndef BENCH_DFUSE_LAYOUT_H
#define BENCH_DFUSE_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

struct dfuse_layout {
    bool flash;    /* its name begins with "Internal Flash" */
    bool alike;    /* all its pages are */
    bool writable; /* readable, erasable and writable */
    uint32_t base;
    uint32_t page;  /* bytes, of the first pages */
    uint32_t pages; /* how many in all */
};

/* Returns false for a text that is no such string. */
bool dfuse_layout_parse(const char *text, struct dfuse_layout *layout);

#endif
