/* SPDX-License-Identifier: MIT
 *
 * A table of registers in a file, checked on each part of a family: reset
 * values, and bits that take a one and then a zero. Columns: the lines that
 * have the register, its name, address, reset value, writable bits, sources;
 * "-" is not compared.
 */
#ifndef TESTS_CHIP_REGISTER_TABLE_H
#define TESTS_CHIP_REGISTER_TABLE_H

#include <stdio.h>
#include <stdlib.h>

#include "tests/chip/block.h"

struct register_part {
    const char *part, *names; /* what the column "lines" calls it */
};

struct register_table {
    const char *file; /* from the root of the sources */
    const struct register_part *parts;
    unsigned part_count, least; /* values to compare, at least */
    /* Makes a part with every clock on, and DBP set. */
    void (*fresh)(struct chip *chip, const char *part);
    uint32_t dbp_address, dbp; /* which is not of the reset value */
};

enum { REGISTER_ROWS = 256 };

struct register_row {
    char lines[16], name[32], reset[16], writable[16];
    uint32_t address;
};

static inline bool register_is_of(const struct register_row *row,
                                  const struct register_part *part)
{
    char word[sizeof row->lines + 2];
    snprintf(word, sizeof word, " %s ", row->lines);
    return strstr(part->names, word);
}

static inline bool register_check(const struct register_row *row,
                                  const char *what, uint32_t got, uint32_t want,
                                  const char *part)
{
    if (got == want)
        return true;
    print_error("%s, %s at 0x%08X: %s is 0x%08X, the table has 0x%08X\n", part,
                row->name, (unsigned)row->address, what, (unsigned)got,
                (unsigned)want);
    return false;
}

static inline bool register_check_reset(const struct register_table *table,
                                        struct chip *chip,
                                        const struct register_row *row,
                                        const char *part)
{
    uint32_t reset = (uint32_t)strtoul(row->reset, NULL, 16);
    uint32_t extra = row->address == table->dbp_address ? table->dbp : 0;
    if (strcmp(row->reset, "-") == 0)
        return true;
    return register_check(row, "the reset value", rd(chip, row->address),
                          reset | extra, part);
}

static inline bool register_check_writable(const struct register_table *table,
                                           struct chip *chip,
                                           const struct register_row *row,
                                           const char *part)
{
    if (strcmp(row->writable, "-") == 0)
        return true;
    uint32_t writable = (uint32_t)strtoul(row->writable, NULL, 16);
    wr(chip, row->address, 0xFFFFFFFF);
    uint32_t ones = rd(chip, row->address);
    wr(chip, row->address, 0);
    uint32_t zeros = rd(chip, row->address);
    bool ok = register_check(row, "what takes ones and zeros", ones & ~zeros,
                             writable, part);
    table->fresh(chip, part);
    return ok;
}

/* A register of the table is none that an access reports, but for one that the
 * part has not: no bit of it is ever set. */
static inline bool register_check_known(struct chip *chip,
                                        const struct register_row *row,
                                        const char *part)
{
    watch_firmware(chip);
    rd(chip, row->address);
    bool absent = strcmp(row->reset, "0x00000000") == 0 &&
                  strcmp(row->writable, "0x00000000") == 0;
    bool reported = reported_unmodelled(chip, row->address);
    unwatch(chip);
    if (absent)
        return true;
    if (reported)
        print_error("%s, %s at 0x%08X is reported\n", part, row->name,
                    (unsigned)row->address);
    return !reported;
}

static inline bool register_parse(const char *line, struct register_row *row)
{
    unsigned address;
    if (line[0] == '#')
        return false;
    int fields =
        sscanf(line, "%15[^\t]\t%31[^\t]\t%x\t%15[^\t]\t%15[^\t]", row->lines,
               row->name, &address, row->reset, row->writable);
    if (fields != 5)
        fail_msg("not five fields: %s", line);
    row->address = address;
    return true;
}

static inline unsigned register_read(const char *path,
                                     struct register_row rows[REGISTER_ROWS])
{
    char name[1024], line[512];
    unsigned count = 0;
    snprintf(name, sizeof name, "%s/%s", BOOT0_SOURCE_DIR, path);
    FILE *file = fopen(name, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (register_parse(line, &rows[count])) {
            count++;
            assert_true(count < REGISTER_ROWS);
        }
    fclose(file);
    return count;
}

static inline void register_table_check(const struct register_table *table,
                                        struct chip *chip)
{
    static struct register_row rows[REGISTER_ROWS];
    unsigned count = register_read(table->file, rows);
    unsigned wrong = 0, checked = 0;

    for (unsigned part = 0; part < table->part_count; part++) {
        const struct register_part *of = &table->parts[part];
        table->fresh(chip, of->part);
        for (unsigned i = 0; i < count; i++) {
            if (!register_is_of(&rows[i], of))
                continue;
            checked++;
            wrong += !register_check_reset(table, chip, &rows[i], of->part);
            wrong += !register_check_known(chip, &rows[i], of->part);
        }
        for (unsigned i = 0; i < count; i++)
            if (register_is_of(&rows[i], of))
                wrong +=
                    !register_check_writable(table, chip, &rows[i], of->part);
    }
    assert_int_equal(wrong, 0);
    assert_true(checked > table->least);
}

/* Each block states which registers it has, but for those that are memories. */
static inline void register_expect_ends(const struct chip *chip)
{
    static const char *const memories[] = {"BKPSRAM", "USB SRAM", "SysTick"};
    const struct map *map = map_of(chip);
    for (unsigned i = MAP_PORTS; i < map->row_count; i++) {
        const struct map_row *row = &map->rows[i];
        bool memory = !MAP_HAS(row, read);
        for (unsigned k = 0; k < 3 && !memory; k++)
            memory = strcmp(row->name, memories[k]) == 0;
        if (!memory && !row->kind->last)
            fail_msg("%s does not state its last register", row->name);
    }
}

/* Where a block has no register an access is reported; it reads 0. */
static inline void register_expect_hole(struct chip *chip, uint32_t address)
{
    watch_firmware(chip);
    uint32_t value = rd(chip, address);
    bool read = reported_unmodelled(chip, address);
    wr(chip, address, 0xFFFFFFFF);
    bool write = reported_unmodelled(chip, address);
    unwatch(chip);
    if (value || !read || !write)
        fail_msg("0x%08X: reads 0x%08X, read %sreported, write %sreported",
                 (unsigned)address, (unsigned)value, read ? "" : "not ",
                 write ? "" : "not ");
}

#endif
