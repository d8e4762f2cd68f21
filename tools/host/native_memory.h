/* SPDX-License-Identifier: MIT
 *
 * Memory of the host for translated blocks (chip/core/armv6m/native.h).
 */
#ifndef TOOLS_HOST_NATIVE_MEMORY_H
#define TOOLS_HOST_NATIVE_MEMORY_H

#include "chip/core/armv6m/native.h"

/* Allocates memory that is mapped twice, writable at one address and executable
 * at the other, so that no page is both. A child of fork() does not inherit it,
 * since both would write there. NULL: there is no translator for this host, or
 * the host refuses the memory; the chip then works without it, slower. */
struct native *native_memory(void);

void native_memory_free(struct native *native);

#endif
