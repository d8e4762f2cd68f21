/* SPDX-License-Identifier: MIT
 *
 * Memory of the host for translated blocks (chip/core/armv6m/native.h).
 */
#ifndef TOOLS_HOST_NATIVE_MEMORY_H
#define TOOLS_HOST_NATIVE_MEMORY_H

#include "chip/core/armv6m/native.h"

/* NULL where there is no translator, or where the host does not let a process
 * have memory that is writable and executable: all works without, slower. */
struct native *native_memory(void);

void native_memory_free(struct native *native);

#endif
