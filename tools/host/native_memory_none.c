/* SPDX-License-Identifier: MIT
 *
 * For hosts other than Linux: the chip works without a translator.
 */
#include "tools/host/native_memory.h"

#include <stddef.h>

struct native *native_memory(void)
{
    return NULL;
}

void native_memory_free(struct native *native)
{
    (void)native;
}
