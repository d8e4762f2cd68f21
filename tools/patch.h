/* SPDX-License-Identifier: MIT
 *
 * `boot0 patch`: makes boot0_reset the reset vector of an image that has the
 * library in it, by the record that both share (src/boot0_record.h).
 * design: the old vector words move into the record; an invalid head puts
 * 0xBE00BE00 into vector word 0, so that the ROM's bank check finds no bank.
 */
#ifndef TOOLS_PATCH_H
#define TOOLS_PATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"

enum patch_head {
    PATCH_HEAD_INVALID, /* default: vector word 0 becomes 0xBE00BE00 */
    PATCH_HEAD_KEEP     /* vector word 0 stays a stack pointer */
};

/* The record of the library in an image. */
struct patch_record {
    uint32_t address; /* load address of the record in flash */
    uint32_t reset;   /* boot0_reset, bit 0 set */
    uint32_t sp;      /* stack pointer that boot0_reset loads */
    uint32_t next;    /* reset handler that boot0_reset goes on to */
    uint32_t mailbox; /* address of the mailbox's first word */
    uint8_t version;  /* of the record */
    uint8_t kind;     /* 0 linked, 1 by hand, 2 head kept, 3 invalid head */
    uint16_t flags;
};

/* How many records IMAGE has; fills *record from the first one. 0: the library
 * is not in it. More than 1: patch_image() refuses. */
unsigned patch_find(const struct image *image, struct patch_record *record);

/* Could WORD be the stack pointer of a bank, under either `sp` reading? */
bool patch_looks_like_sp(uint32_t word);

/* Patches IMAGE in memory. PART says where bank 2 starts; NULL = it is not
 * known, so both sizes with two banks are looked at. False: ERROR says why
 * (one line) and the image was not changed. */
bool patch_image(struct image *image, enum patch_head head,
                 const struct part *part, char error[IMAGE_ERROR_SIZE]);

#endif
