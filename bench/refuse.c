/* SPDX-License-Identifier: MIT */
#include "bench/refuse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TAIL_LENGTH = 160 };

bool refuse(char *error, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, size, format, arguments);
    va_end(arguments);
    return false;
}

bool refuse_memory(char *error, size_t size, const char *name)
{
    return refuse(error, size, "%s: out of memory", path_tail(name));
}

const char *path_tail(const char *path)
{
    size_t length = strlen(path);
    return length > TAIL_LENGTH ? path + length - TAIL_LENGTH : path;
}
