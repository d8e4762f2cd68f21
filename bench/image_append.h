/* SPDX-License-Identifier: MIT
 *
 * Bytes for an image that its linker did not write: a trailer, padding, another
 * program.
 */
#ifndef BENCH_IMAGE_APPEND_H
#define BENCH_IMAGE_APPEND_H

#include "bench/image.h"

/* Bytes to be stored at a load address where the image has none. */
struct image_piece {
    const char *name; /* of the section in an ELF file */
    uint32_t address; /* load address, and run address of code */
    const void *bytes;
    uint32_t size;
    bool code;
};

/* Adds the pieces to IMAGE. An ELF file gets a segment and a section for each,
 * so that programmers, debuggers and objcopy all find them; its symbols stay.
 * Any other kind becomes Intel HEX, which has addresses. False: ERROR gives the
 * reason in one line, and IMAGE is unchanged. */
bool image_append(struct image *image, const struct image_piece *pieces,
                  size_t count, char error[IMAGE_ERROR_SIZE]);

#endif
