/* SPDX-License-Identifier: MIT
 *
 * Memory of the host for translated blocks (chip/native.h).
 */
#ifndef TOOLS_NATIVE_MEMORY_H
#define TOOLS_NATIVE_MEMORY_H

#include "native.h"

/* NULL where there is no translator, or where the host does not let a process
 * have memory that is writable and executable: all works without, slower. */
struct native *native_memory(void);

void native_memory_free(struct native *native);

#endif
