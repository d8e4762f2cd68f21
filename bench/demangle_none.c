/* SPDX-License-Identifier: MIT
 *
 * For builds without libiberty.
 */
#include "bench/demangle.h"

#include <stddef.h>

char *demangle(const char *name)
{
    (void)name;
    return NULL;
}
