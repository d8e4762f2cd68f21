/* SPDX-License-Identifier: MIT
 *
 * What the probe (examples/probe) asks its host for while the ROM waits: a
 * command that its text contains.
 */
#ifndef TOOLS_PROBE_REQUEST_H
#define TOOLS_PROBE_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

enum { PROBE_PAGES = 4 }; /* that are to be erased at once, at most */

struct probe_request {
    uint32_t go;      /* the address of Go, */
    uint32_t refused; /* and that when the ROM refuses to erase; 0 = none */
    uint16_t pages[PROBE_PAGES]; /* to be erased before all else */
    unsigned page_count;
    uint32_t write; /* where the probe's first bytes are written; 0 = nowhere */
    unsigned bytes; /* how many */
};

/* Finds the command that the probe has printed last. False: none. */
bool probe_request(const char *text, struct probe_request *request);

#endif
