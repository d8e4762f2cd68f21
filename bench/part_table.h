/* SPDX-License-Identifier: MIT
 *
 * The table of STM32 lines (part_table.tsv): identity, memories, ROM bootloader
 * and what a software entry meets, with the sources of each line. `boot0 parts`
 * prints it, `boot0 lint` looks lines up. `?` in a field: not found in any
 * source; `~`: from memory, not looked up.
 */
#ifndef BENCH_PART_TABLE_H
#define BENCH_PART_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/nearest.h"

/* The columns, in their order. */
enum part_field {
    PART_FAMILY,
    PART_LINES,
    PART_NUMBERS, /* part numbers without STM32, ? = the letter of the pins */
    PART_CORE,
    PART_DEV_ID,
    PART_FLASH_BASE,
    PART_FLASH_MAX,
    PART_PAGE,
    PART_RAM_BASE,
    PART_RAM_SIZE,
    PART_ROM_BASE,
    PART_ROM_END,
    PART_ROM_ID, /* address of the id byte */
    PART_ROM_VERSIONS,
    PART_ROM_RAM,
    PART_INTERFACES,
    PART_BOUNCE,
    PART_EMPTY,
    PART_BOOT,
    PART_VTOR,
    PART_REMAP,
    PART_SYSCFG, /* clock enable of the block with the remap register */
    PART_NOTES,
    PART_SOURCES,
    PART_FIELDS
};

struct part_row {
    const char *field[PART_FIELDS];
    uint32_t dev_id;             /* 0 = not known */
    uint32_t rom_base, rom_end;  /* first and last byte; 0 = not known */
    uint32_t rom_id;             /* address of the id byte, 0 = not known */
    uint32_t remap, remap_clock; /* registers, 0 = none or not known */
    unsigned remap_clock_bit;    /* its number, when remap_clock is known */
    uint32_t ram_end; /* first address behind a RAM that is one piece, else 0 */
};

struct part_table {
    char *text; /* the file, cut into fields */
    struct part_row *rows;
    size_t count;
    const char *names[PART_FIELDS]; /* of the columns, as in its first line */
};

/* Reads the embedded table. False: out of memory. */
bool part_table_open(struct part_table *table);
void part_table_close(struct part_table *table);

/* What a filter is taken for: the first of these that it matches a row as. */
enum part_filter {
    PART_FILTER_NONE,    /* it matches nothing */
    PART_FILTER_NUMBER,  /* a part number or its beginning: F4, stm32l073rzt6 */
    PART_FILTER_ID,      /* a device id: 0x447 */
    PART_FILTER_ADDRESS, /* an address inside the ROM: 0x1FF00404 */
    PART_FILTER_VERSION, /* a version of the ROM: V4.1 */
    PART_FILTER_WORD     /* part of any field */
};

/* Returns as what FILTER matches rows of the table. */
enum part_filter part_table_filter(const struct part_table *table,
                                   const char *filter);

/* True: the row matches FILTER as KIND. */
bool part_row_matches(const struct part_row *row, enum part_filter kind,
                      const char *filter);

/* True: the row holds the part NAME: a part number with or without STM32,
 * package and suffix, or a Nucleo board's name. */
bool part_row_is(const struct part_row *row, const char *name);

/* True: field FIELD of the row begins with TEXT. */
bool part_row_says(const struct part_row *row, enum part_field field,
                   const char *text);

enum { PART_NUMBER = 24 /* the longest with its end */ };

/* Fills HINT with " (did you mean L073?)", the part number of the table that is
 * nearest to NAME, or with "". */
void part_table_nearest(const struct part_table *table, const char *name,
                        char hint[NEAREST_HINT]);

#endif
