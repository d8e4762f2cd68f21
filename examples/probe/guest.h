/* SPDX-License-Identifier: MIT
 *
 * The area of bank 2 that the experiments use: the first three pages, which are
 * erased afterwards. They hold the guest (start.S), a program that is written
 * so that the ROM finds a stack pointer there, or the probe's first bytes,
 * which the host writes through the ROM.
 */
#ifndef EXAMPLES_PROBE_GUEST_H
#define EXAMPLES_PROBE_GUEST_H

#include <stdbool.h>
#include <stdint.h>

enum area {
    AREA_NONE,  /* a part with one bank */
    AREA_BLANK, /* erased */
    AREA_GUEST, /* the guest */
    AREA_OURS,  /* a part of the guest, or of the host's bytes */
    AREA_OTHER  /* other contents: not to be changed */
};

/* What the host's two short writes left in their half page. */
enum meeting {
    MEETING_NONE,  /* the host has not written, or something else */
    MEETING_BOTH,  /* the data of both */
    MEETING_FIRST, /* those of the first */
};

/* Returns what the area holds. */
enum area guest_area(void);

/* Write the guest with that head, erase the area. False: it failed. */
bool guest_write(uint32_t head);
bool guest_erase(void);

/* Returns what the host has written. Not for parts with one bank. */
enum meeting guest_meeting(void);

/* Return word 0 of bank 2 and the address that the host writes to. Not for
 * parts with one bank. */
uint32_t guest_head(void);
uint32_t guest_host_address(void);

#endif
