/* SPDX-License-Identifier: MIT */
#include "tools/probe_report.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/family.h"
#include "bench/hex.h"
#include "bench/rom.h"
#include "bench/silicon.h"
#include "chip/part.h"
#include "tools/crc32.h"
#include "tools/die.h"

static const char begin_mark[] = "-----BEGIN BOOT0 PROBE REPORT-----";
static const char end_mark[] = "-----END BOOT0 PROBE REPORT ";
static const char end_tail[] = "-----";

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

/* What the lines before the readings have told. */
struct part_lines {
    const struct silicon *silicon;
    enum family family;
    uint32_t id, info;
};

/* True: the family has parts with that DBGMCU_IDCODE.DEV_ID. */
static bool has_device(const struct family_info *family, uint32_t device)
{
    struct part largest;
    for (unsigned i = 0; i < family->rom_count; i++)
        for (unsigned j = 0; j < ROM_DEVICES; j++)
            if (family->roms[i].dev_ids[j] &&
                family->roms[i].dev_ids[j] == device)
                return true;
    return part_find(family->largest, &largest) && largest.dev_id == device;
}

/* Some parts show their code to a debugger only: they are of the first family.
 */
static bool read_family(struct reader *reader, struct span format,
                        struct part_lines *part)
{
    struct span value;
    uint32_t code;
    if (!take(reader, "idcode", &value))
        return false;
    if (!hex(value, 8, &code))
        return bad_value(reader, "idcode", value, "eight hexadecimal digits");
    part->family = 0;
    for (unsigned i = 0; i < FAMILIES; i++)
        if (has_device(family_info(i), code & 0xFFF))
            part->family = i;
    part->silicon = family_info(part->family)->silicon;
    if (!part->silicon)
        return bad_value(reader, "idcode", value,
                         "a part that there is a probe for");
    char expected[64];
    snprintf(expected, sizeof expected,
             "%s, the only one that this boot0 supports,",
             part->silicon->format);
    return is(format, part->silicon->format) ||
           bad_value(reader, "format", format, expected);
}

static bool read_flash(struct reader *reader, struct part_lines *part,
                       unsigned *flash_kb)
{
    struct span value;
    if (!take(reader, "flash-kb", &value))
        return false;
    for (const uint16_t *size = part->silicon->sizes; *size; size++) {
        char text[8];
        snprintf(text, sizeof text, "%u", *size);
        if (is(value, text)) {
            *flash_kb = *size;
            return true;
        }
    }
    return bad_value(reader, "flash-kb", value, part->silicon->size_list);
}

/* "0x40, 0x41, 0xB1 and 0xB2" */
static void list_ids(const struct family_info *family, char *text, size_t size)
{
    unsigned last = family->rom_count - 1;
    size_t used = 0;
    for (unsigned i = 0; i <= last; i++) {
        unsigned id = family->roms[i].id;
        if (i && family->roms[i - 1].id == id)
            continue;
        bool ends = i == last || family->roms[last].id == id;
        used += (size_t)snprintf(text + used, size - used, "%s0x%02X",
                                 !i     ? ""
                                 : ends ? " and "
                                        : ", ",
                                 id);
    }
}

/* Reads the lines with the id byte and, where there is one, the information
 * byte. */
static bool read_rom(struct reader *reader, struct part_lines *part,
                     unsigned *rom)
{
    const struct family_info *family = family_info(part->family);
    struct span value;
    char ids[80];
    if (!take(reader, "rom-id", &value))
        return false;
    if (!hex(value, 2, &part->id))
        return bad_value(reader, "rom-id", value, "two hexadecimal digits");
    if (part->silicon->info) {
        if (!take(reader, "rom-info", &value))
            return false;
        if (!hex(value, 2, &part->info))
            return bad_value(reader, "rom-info", value,
                             "two hexadecimal digits");
    }
    for (unsigned i = 0; i < family->rom_count; i++)
        if (family->roms[i].id == part->id &&
            (!family->roms[i].info || family->roms[i].info == part->info)) {
            *rom = ROM_OF(part->family, i);
            return true;
        }
    list_ids(family, ids, sizeof ids);
    return refuse(reader->error, reader->size,
                  "the report is of a ROM with the id 0x%02" PRIX32
                  ", for which there are no readings: they are of %s",
                  part->id, ids);
}

/* Lines that are checked for their form only. */
static bool skip_lines(struct reader *reader, const char *const *names)
{
    struct span value;
    for (; *names; names++)
        if (!take(reader, *names, &value))
            return false;
    return true;
}

static bool skip_experiments(struct reader *reader, const char *const *names)
{
    char line[32];
    struct span value;
    for (; *names; names++) {
        snprintf(line, sizeof line, "back-%s", *names);
        if (!take(reader, line, &value))
            return false;
    }
    return true;
}

static bool read_part(struct reader *reader, struct probe_report *report)
{
    static const char *const contents[] = {
        "rom-crc32",      "rom-vectors-00", "rom-vectors-10",
        "rom-vectors-20", "rom-vectors-30", "optr",
        "head-1",         "head-2",         NULL};
    static const char *const ends[] = {"flags", "ram-kept", "go-state", NULL};
    struct part_lines part = {0};
    struct span format;
    return take(reader, "format", &format) &&
           read_family(reader, format, &part) &&
           read_flash(reader, &part, &report->flash_kb) &&
           read_rom(reader, &part, &report->rom) &&
           skip_lines(reader, contents) &&
           skip_experiments(reader, part.silicon->experiments) &&
           skip_lines(reader, ends);
}

/* Returns 1 << number of the value; 0 = the reading has no such value. */
static unsigned value_of(const struct reading_info *info, struct span value)
{
    for (unsigned v = 0; v < reading_value_count(info); v++)
        if (is(value, info->values[v]))
            return 1u << v;
    return 0;
}

/* Returns the values that a reading may have, 1 << number of each: all while it
 * is open, some of "caller/zero"; 0 = it is none of this. `open` is a value of
 * a reading of the chip, which is unknown instead. */
static unsigned possible(const struct reading_info *info, bool of_chip,
                         struct span value)
{
    unsigned values = 0;
    if (is(value, of_chip ? "unknown" : "open"))
        return (1u << reading_value_count(info)) - 1;
    for (;;) {
        const char *slash = memchr(value.at, '/', length_of(value));
        struct span one = {value.at, slash ? slash : value.end};
        unsigned bit = value_of(info, one);
        if (!bit)
            return 0;
        values |= bit;
        if (!slash)
            return values;
        value.at = slash + 1;
    }
}

static bool read_reading(struct reader *reader, unsigned i,
                         struct probe_report *report)
{
    const struct reading_info *info = reading_info(report->rom, i);
    bool applies = readings_mask(report->rom) & 1u << i;
    bool of_chip = readings_of_chip(report->rom) & 1u << i;
    struct span value;
    if (!take(reader, info->name, &value))
        return false;
    if (!applies)
        return is(value, "none") ||
               bad_value(reader, info->name, value, "none, for this ROM,");
    unsigned values = possible(info, of_chip, value);
    if (!values)
        return bad_value(reader, info->name, value,
                         of_chip ? "one of its values or unknown"
                                 : "one of its values or open");
    report->possible[i] = (uint8_t)values;
    if (values & (values - 1))
        return true;
    report->readings.value[i] = (uint8_t)__builtin_ctz(values);
    report->settled |= 1u << i;
    return true;
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
    for (unsigned i = 0; i < reading_count(report->rom); i++)
        if (!reading_info(report->rom, i)->unprobed &&
            !read_reading(&reader, i, report))
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
    for (unsigned i = 0; i < reading_count(report->rom); i++) {
        const struct reading_info *info = reading_info(report->rom, i);
        if (!(report->settled & 1u << i))
            continue;
        printf("%s%s=%s", separator, info->name,
               info->values[report->readings.value[i]]);
        separator = ",";
    }
    if (report->settled)
        putchar('\n');
}

/* The values that it may have, when those are not all: "always-0 or pin". */
static void print_possible(const struct reading_info *info, unsigned values)
{
    const char *separator = ": ";
    for (unsigned v = 0; v < reading_value_count(info); v++)
        if (values >> v & 1) {
            fprintf(stderr, "%s%s", separator, info->values[v]);
            separator = " or ";
        }
}

static void print_open(const struct probe_report *report)
{
    unsigned open = readings_mask(report->rom) & ~report->settled;
    for (unsigned i = 0; i < reading_count(report->rom); i++) {
        const struct reading_info *info = reading_info(report->rom, i);
        unsigned all = (1u << reading_value_count(info)) - 1;
        if (!(open & 1u << i))
            continue;
        fprintf(stderr, "open: %s (%s?)", info->name, info->question);
        if (info->unprobed && *info->unprobed)
            fprintf(stderr, ": %s", info->unprobed);
        else if (report->possible[i] != all)
            print_possible(info, report->possible[i]);
        fputc('\n', stderr);
    }
}

void probe_report_print(const struct probe_report *report)
{
    print_settled(report);
    print_open(report);
}
