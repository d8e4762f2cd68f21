/* SPDX-License-Identifier: MIT */
#include "bench/demangle.h"

#include <demangle.h>
#include <string.h>

char *demangle(const char *name)
{
    if (strncmp(name, "_Z", 2) != 0 ||
        strnlen(name, DEMANGLE_LIMIT) == DEMANGLE_LIMIT)
        return NULL;
    return cplus_demangle_v3(name, DMGL_NO_OPTS);
}
