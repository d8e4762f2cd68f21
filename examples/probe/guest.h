/* SPDX-License-Identifier: MIT
 *
 * The guest in bank 2 (start.S): written while the ROM is to find a stack
 * pointer there, and erased again. Nothing but the first page of bank 2 is
 * ever touched.
 */
#ifndef EXAMPLES_PROBE_GUEST_H
#define EXAMPLES_PROBE_GUEST_H

#include <stdbool.h>

enum page {
    PAGE_NONE,  /* a part with one bank */
    PAGE_BLANK, /* erased */
    PAGE_GUEST, /* the guest */
    PAGE_TORN,  /* a part of the guest: a power failure cut a write short */
    PAGE_OTHER  /* somebody's: not to be touched */
};

enum page guest_page(void);

/* Writes the guest, erases the page. False: it does not hold that now. */
bool guest_write(void);
bool guest_erase(void);

/* Word 0 of bank 2; not on parts with one bank. */
unsigned guest_head(void);

#endif
