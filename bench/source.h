/* SPDX-License-Identifier: MIT
 *
 * The place of an address in the source: file, line, and what stands there,
 * from the debugging information of an ELF file (DWARF 2 to 5, by libdw).
 * The source file is read where the debugging information says it is.
 */
#ifndef BENCH_SOURCE_H
#define BENCH_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"

enum { SOURCE_FILE = 96, SOURCE_PATH = 512, SOURCE_TEXT = 160 };

struct source; /* the debugging information of one image */

struct source_place {
    char file[SOURCE_FILE]; /* the last parts of its path: as many as tell it
                               from the other files of the image */
    char path[SOURCE_PATH]; /* as the compiler had it, absolute; its end, if it
                               is longer */
    unsigned line;
    char text[SOURCE_TEXT]; /* without its line end; "" = not to be had */
};

/* Returns NULL when IMAGE has no debugging information. IMAGE outlives it. */
struct source *source_open(const struct image *image);
void source_close(struct source *source);

/* Finds the place of a run address. Code of an inline function in a header
 * belongs to the line that calls it. False: there is none. */
bool source_find(const struct source *source, uint32_t address,
                 struct source_place *place);

/* True: a function of that name (without its class) was inlined where it is
 * called. */
bool source_inlined(const struct source *source, const char *name);

#endif
