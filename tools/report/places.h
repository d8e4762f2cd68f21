/* SPDX-License-Identifier: MIT
 *
 * Adds the place in the source to the findings of a report: "once.c:14,
 * main+0x34", and the text of that line. Each address is looked up once.
 */
#ifndef TOOLS_REPORT_PLACES_H
#define TOOLS_REPORT_PLACES_H

#include "bench/result.h"
#include "bench/source.h"

struct place {
    uint32_t address;
    bool found;
    struct source_place at;
};

struct places {
    const struct image *image;
    struct source *source; /* of the image, from the first look-up on; NULL =
                              it has no debugging information */
    struct place **list;
    unsigned count;
};

/* The image must outlive the places. */
void places_open(struct places *places, const struct image *image);

/* Frees what the findings that were filled point to. */
void places_close(struct places *places);

/* Fills file, line and source of the findings of COUNT results, extends where,
 * and makes all their texts printable (tools/printable.h). */
void places_fill(struct places *places, struct result *results, unsigned count);

#endif
