/* SPDX-License-Identifier: MIT
 *
 * The guest in bank 2 (start.S): a program that is written so that the ROM
 * finds a stack pointer there, and erased afterwards. Only the first page of
 * bank 2 is ever changed.
 */
#ifndef EXAMPLES_PROBE_GUEST_H
#define EXAMPLES_PROBE_GUEST_H

#include <stdbool.h>

enum page {
    PAGE_NONE,  /* a part with one bank */
    PAGE_BLANK, /* erased */
    PAGE_GUEST, /* the guest */
    PAGE_TORN,  /* a part of the guest: a power failure cut a write short */
    PAGE_OTHER  /* other contents: not to be changed */
};

/* Returns what the first page of bank 2 holds. */
enum page guest_page(void);

/* Write the guest, erase the page. False: it failed. */
bool guest_write(void);
bool guest_erase(void);

/* Returns word 0 of bank 2. Not for parts with one bank. */
unsigned guest_head(void);

#endif
