/* SPDX-License-Identifier: MIT */
#include "tools/probe_report.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/hex.h"
#include "bench/stm32l0/readings.h"
#include "tools/crc32.h"
#include "tools/die.h"

static const char begin_mark[] = "-----BEGIN BOOT0 PROBE REPORT-----";
static const char end_mark[] = "-----END BOOT0 PROBE REPORT ";
static const char end_tail[] = "-----";

/* The lines before the readings; most are checked for their form only. */
enum line {
    LINE_FORMAT,
    LINE_IDCODE,
    LINE_FLASH_KB,
    LINE_ROM_ID,
    LINE_ROM_CRC32,
    LINE_ROM_VECTORS_00,
    LINE_ROM_VECTORS_10,
    LINE_ROM_VECTORS_20,
    LINE_ROM_VECTORS_30,
    LINE_OPTR,
    LINE_HEAD_1,
    LINE_HEAD_2,
    LINE_BACK_ENTRY,
    LINE_BACK_BOUNCE,
    LINE_BACK_BELOW,
    LINE_BACK_PAST,
    LINE_BACK_AFTER,
    LINE_BACK_REMAP,
    LINE_BACK_VECTORS,
    LINE_BACK_FAULT,
    LINE_BACK_GO,
    LINE_BACK_WRITE,
    LINE_FLAGS,
    LINE_RAM_KEPT,
    LINE_GO_STATE,
    LINES
};
static const char *const line_names[LINES] = {
    [LINE_FORMAT] = "format",
    [LINE_IDCODE] = "idcode",
    [LINE_FLASH_KB] = "flash-kb",
    [LINE_ROM_ID] = "rom-id",
    [LINE_ROM_CRC32] = "rom-crc32",
    [LINE_ROM_VECTORS_00] = "rom-vectors-00",
    [LINE_ROM_VECTORS_10] = "rom-vectors-10",
    [LINE_ROM_VECTORS_20] = "rom-vectors-20",
    [LINE_ROM_VECTORS_30] = "rom-vectors-30",
    [LINE_OPTR] = "optr",
    [LINE_HEAD_1] = "head-1",
    [LINE_HEAD_2] = "head-2",
    [LINE_BACK_ENTRY] = "back-entry",
    [LINE_BACK_BOUNCE] = "back-bounce",
    [LINE_BACK_BELOW] = "back-below",
    [LINE_BACK_PAST] = "back-past",
    [LINE_BACK_AFTER] = "back-after",
    [LINE_BACK_REMAP] = "back-remap",
    [LINE_BACK_VECTORS] = "back-vectors",
    [LINE_BACK_FAULT] = "back-fault",
    [LINE_BACK_GO] = "back-go",
    [LINE_BACK_WRITE] = "back-write",
    [LINE_FLAGS] = "flags",
    [LINE_RAM_KEPT] = "ram-kept",
    [LINE_GO_STATE] = "go-state",
};

/* A piece of the text: [at, end). */
struct span {
    const char *at, *end;
};

struct reader {
    struct span rest;
    char *error;
    size_t size;
};

static size_t length_of(struct span span)
{
    return (size_t)(span.end - span.at);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Strips blanks, and a mail's quotation marks before the line. */
static struct span trimmed(struct span span)
{
    while (span.at < span.end && (is_blank(*span.at) || *span.at == '>'))
        span.at++;
    while (span.at < span.end && is_blank(span.end[-1]))
        span.end--;
    return span;
}

/* Takes the next line, without its end and the blanks around it. */
static bool next_line(struct span *rest, struct span *line)
{
    if (rest->at >= rest->end)
        return false;
    const char *end = memchr(rest->at, '\n', length_of(*rest));
    *line = trimmed((struct span){rest->at, end ? end : rest->end});
    rest->at = end ? end + 1 : rest->end;
    return true;
}

static bool starts(struct span span, const char *text)
{
    size_t length = strlen(text);
    return length_of(span) >= length && memcmp(span.at, text, length) == 0;
}

static bool is(struct span span, const char *text)
{
    return length_of(span) == strlen(text) && starts(span, text);
}

/* Parses exactly DIGITS hexadecimal digits, in upper case as the probe prints
 * them. */
static bool hex(struct span span, unsigned digits, uint32_t *value)
{
    *value = 0;
    if (length_of(span) != digits)
        return false;
    for (; span.at < span.end; span.at++) {
        if (!memchr(HEX_UPPER, *span.at, 16))
            return false;
        *value = *value << 4 | (uint32_t)hex_value(*span.at);
    }
    return true;
}

/* --- the block --- */

/* "-----END BOOT0 PROBE REPORT 01234567-----" */
static bool end_line(struct span line, uint32_t *crc)
{
    if (!starts(line, end_mark))
        return false;
    line.at += strlen(end_mark);
    size_t tail = strlen(end_tail);
    if (length_of(line) != 8 + tail ||
        memcmp(line.end - tail, end_tail, tail) != 0)
        return false;
    line.end -= tail;
    return hex(line, 8, crc);
}

/* The lines between the marks. */
struct block {
    struct span lines;
    uint32_t sum;  /* CRC-32 of the lines */
    uint32_t told; /* the checksum that the last line contains */
    bool begun;    /* there is a first line, */
    bool ended;    /* and a last line after it */
};

static bool is_whole(const struct block *block)
{
    return block->ended && block->sum == block->told;
}

/* Takes the next block of the text, complete or not. Another block may begin
 * inside an incomplete one. False: there is none. */
static bool next_block(struct span *text, struct block *block)
{
    struct span line;
    *block = (struct block){{NULL, NULL}, 0, 0, false, false};
    while (next_line(text, &line)) {
        if (is(line, begin_mark)) {
            *block =
                (struct block){.lines = {text->at, text->at}, .begun = true};
        } else if (block->begun) {
            block->ended = end_line(line, &block->told);
            if (block->ended)
                return true;
            block->lines.end = text->at;
            block->sum = crc32(block->sum, line.at, length_of(line));
            block->sum = crc32(block->sum, "\n", 1);
        }
    }
    return block->begun;
}

/* Finds the last block of the text: the log of a terminal may contain several.
 * *DIFFER: two of them are complete and have different contents. */
static struct block find_block(struct span text, bool *differ)
{
    struct block last = {{NULL, NULL}, 0, 0, false, false}, block;
    bool any = false;
    uint32_t sum = 0;
    *differ = false;
    while (next_block(&text, &block)) {
        last = block;
        if (!is_whole(&block))
            continue;
        *differ = *differ || (any && sum != block.sum);
        any = true;
        sum = block.sum;
    }
    return last;
}

/* --- its lines --- */

/* Returns the value of the line NAME, which must be next. */
static bool take(struct reader *reader, const char *name, struct span *value)
{
    struct span line;
    if (!next_line(&reader->rest, &line))
        return refuse(reader->error, reader->size,
                      "the report ends before its line %s", name);
    size_t length = strlen(name);
    if (!starts(line, name) || length_of(line) < length + 2 ||
        line.at[length] != ' ')
        return refuse(reader->error, reader->size,
                      "the report has '%.*s' where its line %s should be",
                      (int)length_of(line), line.at, name);
    *value = (struct span){line.at + length + 1, line.end};
    return true;
}

static bool bad_value(struct reader *reader, const char *name,
                      struct span value, const char *expected)
{
    return refuse(reader->error, reader->size,
                  "the report's line %s has '%.*s', but %s is expected", name,
                  (int)length_of(value), value.at, expected);
}

static bool read_rom(struct reader *reader, struct span value, unsigned *rom)
{
    static const struct {
        uint32_t id;
        unsigned version;
    } roms[] = {{0x40, ROM_V4_0},
                {0x41, ROM_V4_1},
                {0xB1, ROM_V11_1},
                {0xB2, ROM_V11_2}};
    uint32_t id;
    if (!hex(value, 2, &id))
        return bad_value(reader, "rom-id", value, "two hexadecimal digits");
    for (unsigned i = 0; i < sizeof roms / sizeof *roms; i++)
        if (roms[i].id == id) {
            *rom = roms[i].version;
            return true;
        }
    return refuse(reader->error, reader->size,
                  "the report is of a ROM with the id 0x%02" PRIX32
                  ", for which there are no readings: they are of 0x40, 0x41, "
                  "0xB1 and 0xB2",
                  id);
}

static bool read_flash(struct reader *reader, struct span value,
                       unsigned *flash_kb)
{
    if (!is(value, "64") && !is(value, "128") && !is(value, "192"))
        return bad_value(reader, "flash-kb", value, "64, 128 or 192");
    *flash_kb = is(value, "64") ? 64 : is(value, "128") ? 128 : 192;
    return true;
}

static bool read_part(struct reader *reader, struct probe_report *report)
{
    for (unsigned i = 0; i < LINES; i++) {
        struct span value;
        if (!take(reader, line_names[i], &value))
            return false;
        if (i == LINE_FORMAT && !is(value, "3"))
            return bad_value(reader, "format", value,
                             "3, the only one that this boot0 supports,");
        if (i == LINE_ROM_ID && !read_rom(reader, value, &report->rom))
            return false;
        if (i == LINE_FLASH_KB && !read_flash(reader, value, &report->flash_kb))
            return false;
    }
    return true;
}

/* A reading that the probe did not settle; `open` is a value of `gate`. */
static bool is_open(unsigned i, struct span value)
{
    return is(value, i == READING_GATE ? "unknown" : "open");
}

static bool read_reading(struct reader *reader, unsigned i,
                         struct probe_report *report)
{
    const struct reading_info *info = &l0_readings[i];
    bool applies = readings_mask(report->rom) & 1u << i;
    struct span value;
    if (!take(reader, info->name, &value))
        return false;
    if (!applies)
        return is(value, "none") ||
               bad_value(reader, info->name, value, "none, for this ROM,");
    if (is_open(i, value))
        return true;
    for (unsigned v = 0; v < reading_value_count(info); v++)
        if (is(value, info->values[v])) {
            report->readings.value[i] = (uint8_t)v;
            report->settled |= 1u << i;
            return true;
        }
    return bad_value(reader, info->name, value,
                     i == READING_GATE ? "one of its values or unknown"
                                       : "one of its values or open");
}

/* Windows editors begin a file with this. */
static struct span without_bom(struct span text)
{
    if (starts(text, "\xEF\xBB\xBF"))
        text.at += 3;
    return text;
}

bool probe_report_read(const char *text, size_t length,
                       struct probe_report *report, char *error, size_t size)
{
    bool differ;
    struct block block =
        find_block(without_bom((struct span){text, text + length}), &differ);
    struct reader reader = {block.lines, error, size};
    struct span line;
    *report = (struct probe_report){0};
    if (!block.begun)
        return refuse(error, size, "no report: the line %s is missing",
                      begin_mark);
    if (!block.ended)
        return refuse(error, size,
                      "the report has no end: paste all of it, from the line "
                      "BEGIN to the line END");
    if (!is_whole(&block))
        return refuse(error, size,
                      "the report is damaged or was edited: its lines have "
                      "the CRC-32 %08" PRIX32
                      ", its last line contains %08" PRIX32,
                      block.sum, block.told);
    if (differ)
        return refuse(error, size,
                      "there are several reports, which differ: leave one");
    if (!read_part(&reader, report))
        return false;
    for (unsigned i = 0; i < READINGS; i++)
        if (i != READING_RTC && !read_reading(&reader, i, report))
            return false;
    if (next_line(&reader.rest, &line))
        return refuse(error, size, "the report has a line too many: '%.*s'",
                      (int)length_of(line), line.at);
    return true;
}

static void print_settled(const struct probe_report *report)
{
    const char *separator = "--reading ";
    printf("--rom %s\n", rom_name(report->rom));
    for (unsigned i = 0; i < READINGS; i++) {
        const struct reading_info *info = &l0_readings[i];
        if (!(report->settled & 1u << i))
            continue;
        printf("%s%s=%s", separator, info->name,
               info->values[report->readings.value[i]]);
        separator = ",";
    }
    if (report->settled)
        putchar('\n');
}

static void print_open(const struct probe_report *report)
{
    unsigned open = readings_mask(report->rom) & ~report->settled;
    for (unsigned i = 0; i < READINGS; i++)
        if (open & 1u << i)
            fprintf(stderr, "open: %s (%s?)\n", l0_readings[i].name,
                    l0_readings[i].question);
}

void probe_report_print(const struct probe_report *report)
{
    print_settled(report);
    print_open(report);
}
