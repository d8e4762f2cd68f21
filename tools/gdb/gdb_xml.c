/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_xml.h"

#include <stdarg.h>
#include <stdio.h>

void gdb_xml_add(struct gdb_xml *xml, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(xml->text + xml->length, xml->size - xml->length,
                           format, args);
    va_end(args);
    xml->length += (size_t)length;
}
