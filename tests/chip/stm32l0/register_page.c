/* SPDX-License-Identifier: MIT */
#include "tests/chip/stm32l0/register_page.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1024, CELLS_MAX = 9, BLOCK_CELLS = 5, ROW_CELLS = 9 };

enum {
    CELL_OFFSET,
    CELL_REGISTER,
    CELL_POWER_ON,
    CELL_SYSTEM,
    CELL_WRITABLE,
    CELL_GRADE,
    CELL_FIRST,
    CELL_BITS,
    CELL_SOURCE
};

static const char *const bit_names[BITS_COUNT] = {
    [BITS_RS] = "rs",         [BITS_RC_W1] = "rc_w1",
    [BITS_RC_W0] = "rc_w0",   [BITS_W] = "w",
    [BITS_R] = "r",           [BITS_OWN] = "own",
    [BITS_ALONE] = "alone",   [BITS_LOCK] = "lock",
    [BITS_RESETS] = "resets", [BITS_REPORTED] = "reported",
    [BITS_KEPT] = "kept",     [BITS_KEY] = "key",
    [BITS_SLOW] = "slow",
};

/* Where the file is while it is read. */
struct reading {
    char section[PAGE_NAME];
    char manual[PAGE_NAME]; /* "RM0367 7.3. Prose ...": up to the full stop */
    int line;
};

static bool bad(int line, const char *what, const char *cell)
{
    fprintf(stderr, "docs/registers.md:%d: %s: \"%s\"\n", line, what, cell);
    return false;
}

/* --- cells --- */

static char *trim(char *text)
{
    while (*text == ' ')
        text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        *--end = 0;
    return text;
}

/* Cuts "| a | b |" in place; returns the number of cells. */
static unsigned split(char *line, char *cells[CELLS_MAX])
{
    unsigned count = 0;
    char *cell = line + 1;
    for (char *at = cell; *at; at++) {
        if (*at != '|')
            continue;
        *at = 0;
        if (count == CELLS_MAX)
            return CELLS_MAX + 1;
        cells[count++] = trim(cell);
        cell = at + 1;
    }
    return count;
}

/* Short text into its place; false when it does not fit or is empty. */
static bool copy(char *to, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (!length || length >= size)
        return false;
    memcpy(to, text, length + 1);
    return true;
}

static bool hex(const char *text, uint32_t *value)
{
    char *end;
    if (!isxdigit((unsigned char)*text))
        return false;
    *value = (uint32_t)strtoul(text, &end, 16);
    return !*end;
}

/* Eight digits, X for one that is not fixed. */
static bool value_with_x(const char *text, uint32_t *value, uint32_t *fixed)
{
    char digits[9] = "00000000";
    *fixed = 0;
    if (strlen(text) != 8)
        return false;
    for (unsigned i = 0; i < 8; i++) {
        *fixed = *fixed << 4 | (text[i] == 'X' ? 0 : 15);
        if (text[i] != 'X')
            digits[i] = text[i];
    }
    return hex(digits, value);
}

/* "rs 00080000, own 02020014, slow" */
static bool parse_bits(char *text, uint32_t bits[BITS_COUNT])
{
    if (strcmp(text, "-") == 0)
        return true;
    for (char *item = strtok(text, ","); item; item = strtok(NULL, ",")) {
        char *name = trim(item);
        char *number = strchr(name, ' ');
        uint32_t mask = 0xFFFFFFFF;
        unsigned kind = 0;
        if (number) {
            *number++ = 0;
            if (strlen(number) != 8 || !hex(number, &mask))
                return false;
        }
        while (kind < BITS_COUNT && strcmp(name, bit_names[kind]) != 0)
            kind++;
        if (kind == BITS_COUNT || !number != (kind >= BITS_KEY))
            return false;
        bits[kind] = mask;
    }
    return true;
}

/* "D", or "O D": of the reset value, and of the bits. */
static bool is_grade(const char *text)
{
    static const char letters[] = "DOA";
    size_t length = strlen(text);
    if (length == 1)
        return strchr(letters, text[0]);
    return length == 3 && text[1] == ' ' && text[0] != text[2] &&
           strchr(letters, text[0]) && strchr(letters, text[2]);
}

/* --- rows --- */

static bool parse_offsets(const char *text, struct register_row *row)
{
    char *end;
    row->first = row->last = (uint32_t)strtoul(text, &end, 16);
    if (*end == '-')
        return hex(end + 1, &row->last) && row->last > row->first;
    return end != text && !*end;
}

static bool parse_system(const char *text, struct register_row *row)
{
    uint32_t fixed;
    row->system = row->power_on;
    if (strcmp(text, "kept") == 0)
        row->bits[BITS_KEPT] = 0xFFFFFFFF;
    else if (strcmp(text, "=") != 0 && (row->modelled || *text != '-'))
        return value_with_x(text, &row->system, &fixed) && fixed == 0xFFFFFFFF;
    return true;
}

static bool parse_row(char *cells[], const struct reading *reading,
                      struct register_row *row)
{
    uint32_t fixed;
    int line = reading->line;
    *row = (struct register_row){.line = line};
    memcpy(row->section, reading->section, sizeof row->section);
    memcpy(row->manual, reading->manual, sizeof row->manual);
    row->modelled = strcmp(cells[CELL_WRITABLE], "unmodelled") != 0;

    if (!parse_offsets(cells[CELL_OFFSET], row))
        return bad(line, "no offset", cells[CELL_OFFSET]);
    if (!copy(row->name, sizeof row->name, cells[CELL_REGISTER]))
        return bad(line, "no name", cells[CELL_REGISTER]);
    if (!value_with_x(cells[CELL_POWER_ON], &row->power_on, &row->fixed))
        return bad(line, "no value", cells[CELL_POWER_ON]);
    if (row->modelled &&
        (!value_with_x(cells[CELL_WRITABLE], &row->writable, &fixed) ||
         fixed != 0xFFFFFFFF))
        return bad(line, "no mask", cells[CELL_WRITABLE]);
    if (!is_grade(cells[CELL_GRADE]) ||
        !copy(row->grade, sizeof row->grade, cells[CELL_GRADE]))
        return bad(line, "no grade", cells[CELL_GRADE]);
    if (!copy(row->steps, sizeof row->steps, cells[CELL_FIRST]))
        return bad(line, "no steps", cells[CELL_FIRST]);
    if (!parse_bits(cells[CELL_BITS], row->bits))
        return bad(line, "not understood", cells[CELL_BITS]);
    if (!parse_system(cells[CELL_SYSTEM], row))
        return bad(line, "no value", cells[CELL_SYSTEM]);
    if (!copy(row->source, sizeof row->source, cells[CELL_SOURCE]))
        return bad(line, "no source, or too long", cells[CELL_SOURCE]);
    return true;
}

/* "RCC_APB1ENR 17" or "always" */
static bool parse_clock(const char *text, struct block_row *block)
{
    static const struct {
        const char *name;
        uint32_t address;
    } registers[] = {
        {"RCC_IOPENR", 0x4002102C},
        {"RCC_AHBENR", 0x40021030},
        {"RCC_APB2ENR", 0x40021034},
        {"RCC_APB1ENR", 0x40021038},
    };
    char name[PAGE_NAME];
    unsigned bit;
    if (strcmp(text, "always") == 0)
        return true;
    if (sscanf(text, "%23s %u", name, &bit) != 2 || bit > 31)
        return false;
    block->enable_bit = 1u << bit;
    for (unsigned i = 0; i < sizeof registers / sizeof *registers; i++)
        if (strcmp(name, registers[i].name) == 0)
            block->enable = registers[i].address;
    return block->enable;
}

static bool parse_block(char *cells[], int line, struct block_row *block)
{
    *block = (struct block_row){.line = line};
    if (!copy(block->name, sizeof block->name, cells[0]))
        return bad(line, "no name", cells[0]);
    if (!hex(cells[1], &block->base) || !hex(cells[2], &block->size))
        return bad(line, "no address", cells[1]);
    if (!parse_clock(cells[3], block))
        return bad(line, "no clock", cells[3]);
    if (strncmp(cells[4], "not modelled", strlen("not modelled")) == 0)
        return true;
    return copy(block->section, sizeof block->section, cells[4]) ||
           bad(line, "no section", cells[4]);
}

/* --- page --- */

static FILE *open_page(void)
{
    return fopen(BOOT0_SOURCE_DIR "/docs/registers.md", "r");
}

static bool parse_table_line(struct register_page *page,
                             const struct reading *reading, char *text)
{
    char *cells[CELLS_MAX];
    unsigned count = split(text, cells);
    bool blocks = strcmp(reading->section, "Blocks") == 0;

    if (count != (blocks ? BLOCK_CELLS : ROW_CELLS))
        return bad(reading->line, "columns are missing or too many", text);
    if (strcmp(cells[0], blocks ? "block" : "offset") == 0)
        return true;
    if (page->block_count == BLOCK_ROWS || page->row_count == REGISTER_ROWS)
        return bad(reading->line, "one row too many for the test", cells[1]);
    if (blocks)
        return parse_block(cells, reading->line,
                           &page->blocks[page->block_count++]);
    return parse_row(cells, reading, &page->rows[page->row_count++]);
}

static bool parse_line(struct register_page *page, struct reading *reading,
                       char *text)
{
    if (strncmp(text, "## ", 3) == 0) {
        *reading->manual = 0;
        return copy(reading->section, PAGE_NAME, trim(text + 3)) ||
               bad(reading->line, "no section", text);
    }
    if (!*reading->section || text[1] == '-')
        return true;
    if (*text == '|')
        return parse_table_line(page, reading, text);
    if (!*reading->manual && *text != '\n') {
        text[strcspn(text, "\n")] = 0;
        char *stop = strstr(text, ". ");
        text[stop ? (size_t)(stop - text) : strlen(text) - 1] = 0;
        return copy(reading->manual, PAGE_NAME, text) ||
               bad(reading->line, "no section of a manual", text);
    }
    return true;
}

bool register_page_read(struct register_page *page)
{
    char text[LINE_MAX_BYTES];
    struct reading reading = {.line = 1};
    bool good = true;
    FILE *file = open_page();

    if (!file)
        return bad(0, "cannot be opened", "docs/registers.md");
    page->block_count = page->row_count = 0;
    for (; fgets(text, sizeof text, file); reading.line++)
        good &= parse_line(page, &reading, text);
    fclose(file);
    return good;
}

/* --- look-up --- */

/* Returns whether the row is one of this block alone, of another alone, or of
 * all. */
static bool names_block(const struct register_row *row,
                        const struct block_row *block)
{
    size_t length = strlen(block->name);
    return strncmp(row->name, block->name, length) == 0 &&
           row->name[length] == '_';
}

static bool names_another(const struct register_page *page,
                          const struct register_row *row,
                          const struct block_row *block)
{
    for (unsigned i = 0; i < page->block_count; i++)
        if (&page->blocks[i] != block && names_block(row, &page->blocks[i]))
            return true;
    return false;
}

const struct register_row *register_page_find(const struct register_page *page,
                                              const struct block_row *block,
                                              uint32_t offset)
{
    const struct register_row *found = NULL;
    for (unsigned i = 0; i < page->row_count; i++) {
        const struct register_row *row = &page->rows[i];
        if (strcmp(row->section, block->section) != 0 || offset < row->first ||
            offset > row->last || offset % 4)
            continue;
        if (names_block(row, block))
            return row;
        if (!names_another(page, row, block))
            found = row;
    }
    return found;
}

const struct block_row *register_page_block(const struct register_page *page,
                                            uint32_t address)
{
    for (unsigned i = 0; i < page->block_count; i++)
        if (address - page->blocks[i].base < page->blocks[i].size)
            return &page->blocks[i];
    return NULL;
}
