/* SPDX-License-Identifier: MIT */
#include "tools/report/line.h"

#include <stdarg.h>
#include <stdio.h>

struct line line_begin(char *text, size_t size)
{
    text[0] = 0;
    return (struct line){.text = text, .size = size};
}

void line_add(struct line *line, const char *format, ...)
{
    size_t left = line->size - line->used;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line->text + line->used, left, format, arguments);
    va_end(arguments);
    if (length > 0)
        line->used += (size_t)length < left ? (size_t)length : left - 1;
}
