/* SPDX-License-Identifier: MIT
 *
 * The text for an address: its symbol and its instruction (capstone, ARMv6-M).
 * A line is formatted once and kept until the code there changes.
 */
#ifndef TOOLS_REPORT_DISASSEMBLY_H
#define TOOLS_REPORT_DISASSEMBLY_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/machine.h"

enum { DISASSEMBLY_WHERE = 48, DISASSEMBLY_TEXT = 48 };

/* An address that the core executes. */
struct disassembly_place {
    uint32_t pc;
    uint32_t address;          /* the same without the alias at 0 */
    const struct image *image; /* the image with that code; NULL = none */
    const char *memory;        /* "flash", "ROM", "RAM"; "" = elsewhere */
    uint32_t base;             /* of that memory */
    uint32_t code;             /* two halfwords from pc on, the first low */
};

struct disassembly_line {
    struct disassembly_place place;
    char where[DISASSEMBLY_WHERE]; /* "main+0x12", "ROM+0x368" */
    char text[DISASSEMBLY_TEXT];   /* "ldr r0, [r1, #4]" */
};

struct disassembly;

struct disassembly *disassembly_new(void);
void disassembly_free(struct disassembly *disassembly);

/* Returns the place at pc, as memory is mapped now. */
struct disassembly_place disassembly_place(struct machine *machine);

/* Returns the line of a place, valid until the next call. */
const struct disassembly_line *
disassembly_line(struct disassembly *disassembly,
                 const struct disassembly_place *place);

/* Formats the symbol and offset of a place, or its offset in its memory. */
void disassembly_where(const struct disassembly_place *place, char *text,
                       size_t size);

#endif
