/* SPDX-License-Identifier: MIT
 *
 * A description in XML, under construction.
 */
#ifndef TOOLS_GDB_GDB_XML_H
#define TOOLS_GDB_GDB_XML_H

#include <stddef.h>

struct gdb_xml {
    char *text;
    size_t size, length;
};

/* Appends to the text, which must have room. */
void gdb_xml_add(struct gdb_xml *xml, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
