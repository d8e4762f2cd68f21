/* SPDX-License-Identifier: MIT
 *
 * The library's record in an image (src/boot0_record.h): the stack pointer and
 * handler that boot0_reset continues with, and the address of the mailbox.
 */
#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"
#include "chip/state.h"

struct record {
    uint32_t address; /* load address of the record in flash */
    enum family family;
    uint32_t reset;   /* boot0_reset, bit 0 set */
    uint32_t request; /* boot0_request, bit 0 set; 0 in format 1 */
    uint32_t sp;      /* stack pointer that boot0_reset loads */
    uint32_t next;    /* reset handler that boot0_reset goes on to */
    uint32_t mailbox; /* address of the mailbox's first word */
    uint16_t library; /* as BOOT0_VERSION; 0 in format 1 */
    uint16_t format;  /* of the record, 1 or more */
    uint16_t kind;    /* BOOT0_KIND_*; 1 in format 1: in the source */
    uint16_t flags;   /* mask of BOOT0_FLAG_* */
};

/* Finds the record that counts for IMAGE, which may hold several programs: the
 * one whose boot0_reset is the reset vector; else the one in the program that
 * the reset starts; else the one that a symbol names. Returns how many count
 * equally, *record being the first of them. 0: the image does not contain the
 * library. */
unsigned record_find(const struct image *image, struct record *record);

/* True: the reset vector leads to the boot0_reset of *record, which it fills.
 */
bool record_in_use(const struct image *image, struct record *record);

/* True: the record is not in the program that the reset starts, but in another
 * one, such as the application behind a loader, which an update erases. TEXT
 * says so in one line. */
bool record_misplaced(const struct image *image, const struct record *record,
                      char text[IMAGE_ERROR_SIZE]);

/* True: IMAGE has the library, and a request will not be carried out. TEXT says
 * why, and what to do, in one line. The one place where this is decided. */
bool record_idle(const struct image *image, char text[IMAGE_ERROR_SIZE]);

/* True: the library is idle, in use and misplaced, or part of a resident that
 * has no application; TEXT says so. */
bool record_remark(const struct image *image, char text[IMAGE_ERROR_SIZE]);

#endif
