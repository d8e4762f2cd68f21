/* SPDX-License-Identifier: MIT
 *
 * The RAM that the protocols share, of which one serves a host at a time.
 */
#ifndef ROM_PROTOCOL_BUFFER_H
#define ROM_PROTOCOL_BUFFER_H

#include <stdint.h>

enum { BUFFER_PAGES = 1536, BUFFER_SIZE = 2 * BUFFER_PAGES };

extern union buffer {
    uint8_t bytes[BUFFER_SIZE];
    uint16_t pages[BUFFER_PAGES]; /* every page of 192 KB */
    uint32_t words[BUFFER_SIZE / 4];
} buffer;

#endif
