/* SPDX-License-Identifier: MIT
 *
 * `boot0 patch --resident`: makes an application one that a resident starts, by
 * what src/resident/resident_trailer.h says: the length and the CRC of its
 * first page in its vector table, and the trailer behind its last byte.
 */
#ifndef TOOLS_PATCH_RESIDENT_H
#define TOOLS_PATCH_RESIDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"

struct patch_resident {
    enum family family;    /* that it is for */
    uint32_t base;         /* where the resident starts an application */
    struct image resident; /* itself; no segments = only the base is known */
    uint32_t version;      /* of the application, 0 = none */
    bool join;             /* the resident becomes part of the image */
};

/* Reads what --resident names: the file of a resident, or the base itself,
 * which is for the family of PART, else for that of the library in IMAGE. The
 * caller frees resident.resident. */
bool patch_resident_open(struct patch_resident *resident, const char *text,
                         const struct image *image, const struct part *part,
                         char error[IMAGE_ERROR_SIZE]);

/* Patches IMAGE in memory; PART as in patch_image(). Gaps in it are filled with
 * what erased flash has, so that all of it is programmed. An image that has a
 * trailer gets it anew. False: ERROR gives the reason in one line, and the
 * image is of no use. */
bool patch_resident_image(struct image *image,
                          const struct patch_resident *resident,
                          const struct part *part,
                          char error[IMAGE_ERROR_SIZE]);

#endif
