/* SPDX-License-Identifier: MIT */
#include "bench/image_hex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bench/hex.h"
#include "bench/image_builder.h"
#include "bench/refuse.h"

enum {
    TYPE_DATA,
    TYPE_END,
    TYPE_SEGMENT_BASE,
    TYPE_SEGMENT_START,
    TYPE_LINEAR_BASE,
    TYPE_LINEAR_START
};
enum { HEADER = 4, OVERHEAD = 5 }; /* LL AAAA TT; and the checksum */

struct hex_record {
    size_t text;   /* offset of the first digit in the file */
    unsigned line; /* from 1 */
    uint8_t bytes[255 + OVERHEAD];
    unsigned length;  /* LL */
    uint32_t address; /* data: where byte 0 goes */
};

struct reader {
    const struct image *image;
    char *error;
    size_t position;
    unsigned line;
    uint32_t base;
    bool segmented;
    bool ended;
};

/* The data bytes of one record, in file order. */
struct piece {
    uint32_t address;
    uint32_t size;
    size_t offset; /* in the decoded bytes, in file order */
};

struct pieces {
    struct piece *list;
    size_t count, capacity;
    uint8_t *bytes;
    size_t size;
};

static bool wrong(const struct reader *reader, const char *what)
{
    return refuse(reader->error, IMAGE_ERROR_SIZE,
                  "%s: line %u: %s; make the HEX file again",
                  path_tail(reader->image->path), reader->line, what);
}

/* Returns the end of the line that starts at position, without trailing blanks.
 */
static size_t line_end(const struct image *image, size_t position, size_t *next)
{
    const uint8_t *start = image->file + position;
    const uint8_t *feed = memchr(start, '\n', image->file_size - position);
    size_t end = feed ? (size_t)(feed - image->file) : image->file_size;
    *next = feed ? end + 1 : end;
    while (end > position && isspace(image->file[end - 1]))
        end--;
    return end;
}

static bool decode_digits(struct reader *reader, size_t end,
                          struct hex_record *record)
{
    const char *text = (const char *)reader->image->file + record->text;
    size_t digits = end - record->text;
    if (digits % 2 != 0 || digits / 2 < OVERHEAD)
        return wrong(reader, "a record is cut short");
    if (digits / 2 > sizeof record->bytes)
        return wrong(reader, "a record is longer than 255 data bytes");
    for (size_t i = 0; i < digits / 2; i++) {
        int byte = hex_byte(text + 2 * i);
        if (byte < 0)
            return wrong(reader, "a character is not a hexadecimal digit");
        record->bytes[i] = (uint8_t)byte;
    }
    record->length = record->bytes[0];
    if (record->length + OVERHEAD != digits / 2)
        return wrong(reader, "the length of a record is not the one it states");
    return true;
}

static uint8_t sum(const uint8_t *bytes, size_t count)
{
    uint8_t total = 0;
    while (count--)
        total = (uint8_t)(total + *bytes++);
    return total;
}

static bool apply_base(struct reader *reader, const struct hex_record *record)
{
    if (record->length != 2)
        return wrong(reader, "a base address record does not have two bytes");
    uint32_t value =
        (uint32_t)record->bytes[HEADER] << 8 | record->bytes[HEADER + 1];
    reader->segmented = record->bytes[3] == TYPE_SEGMENT_BASE;
    reader->base = reader->segmented ? value << 4 : value << 16;
    return true;
}

static bool locate_data(struct reader *reader, struct hex_record *record)
{
    uint32_t offset = (uint32_t)record->bytes[1] << 8 | record->bytes[2];
    record->address = reader->base + offset;
    if (reader->segmented && offset + record->length > 0x10000)
        return wrong(reader, "a record runs over the end of its segment");
    if (record->length &&
        record->address + (record->length - 1) < record->address)
        return wrong(reader, "a record runs over the end of the addresses");
    return true;
}

static bool interpret(struct reader *reader, struct hex_record *record)
{
    if (sum(record->bytes, record->length + OVERHEAD) != 0)
        return wrong(reader, "the checksum of a record is wrong");
    switch (record->bytes[3]) {
    case TYPE_DATA: return locate_data(reader, record);
    case TYPE_END: reader->ended = true; return true;
    case TYPE_SEGMENT_BASE:
    case TYPE_LINEAR_BASE: return apply_base(reader, record);
    case TYPE_SEGMENT_START:
    case TYPE_LINEAR_START: return true;
    default: return wrong(reader, "the type of a record is not 00 to 05");
    }
}

/* Reads up to the next data record. False: the end (record->length = 0), or
 * an error when reader->ended is not set. */
static bool next_record(struct reader *reader, struct hex_record *record)
{
    const struct image *image = reader->image;
    while (reader->position < image->file_size) {
        size_t start = reader->position;
        size_t end = line_end(image, start, &reader->position);
        reader->line++;
        if (end == start)
            continue;
        if (reader->ended) {
            reader->ended = false;
            return wrong(reader, "something stands behind the end record");
        }
        if (image->file[start] != ':')
            return wrong(reader, "a record does not start with ':'");
        record->text = start + 1;
        record->line = reader->line;
        if (!decode_digits(reader, end, record) || !interpret(reader, record))
            return false;
        if (record->bytes[3] == TYPE_DATA && record->length)
            return true;
    }
    if (!reader->ended)
        return refuse(reader->error, IMAGE_ERROR_SIZE,
                      "%s: truncated: no end record (:00000001FF) after line "
                      "%u; make the HEX file again",
                      path_tail(image->path), reader->line);
    return false;
}

static bool grow(struct image *image, struct pieces *pieces)
{
    size_t capacity = pieces->capacity ? pieces->capacity * 2 : 256;
    struct piece *list =
        image_memory(image, pieces->list, capacity * sizeof *list);
    if (!list)
        return false;
    pieces->list = list;
    pieces->capacity = capacity;
    return true;
}

static void add_piece(struct image *image, struct pieces *pieces,
                      const struct hex_record *record)
{
    if (pieces->count == pieces->capacity && !grow(image, pieces))
        return;
    pieces->list[pieces->count++] = (struct piece){
        .address = record->address,
        .size = record->length,
        .offset = pieces->size,
    };
    memcpy(pieces->bytes + pieces->size, record->bytes + HEADER,
           record->length);
    pieces->size += record->length;
}

static int compare_pieces(const void *a, const void *b)
{
    const struct piece *left = a, *right = b;
    if (left->address != right->address)
        return left->address < right->address ? -1 : 1;
    return (left->offset > right->offset) - (left->offset < right->offset);
}

/* Builds one segment from each run of adjacent pieces. */
static void build_segments(struct image *image, struct pieces *pieces)
{
    size_t done = 0;
    image->decoded = image_memory(image, NULL, pieces->size);
    if (!image->decoded)
        return;
    qsort(pieces->list, pieces->count, sizeof *pieces->list, compare_pieces);
    for (size_t i = 0; i < pieces->count; i++) {
        const struct piece *piece = &pieces->list[i];
        struct image_segment *last =
            image->segment_count ? &image->segments[image->segment_count - 1]
                                 : NULL;
        memcpy(image->decoded + done, pieces->bytes + piece->offset,
               piece->size);
        if (last && last->address + last->size == piece->address)
            last->size += piece->size;
        else
            image_add_segment(image, piece->address, image->decoded + done,
                              piece->size);
        done += piece->size;
    }
}

bool image_hex_read(struct image *image, char error[IMAGE_ERROR_SIZE])
{
    struct reader reader = {.image = image, .error = error};
    struct hex_record record;
    struct pieces pieces = {.bytes =
                                image_memory(image, NULL, image->file_size)};
    while (pieces.bytes && next_record(&reader, &record))
        add_piece(image, &pieces, &record);
    if (reader.ended && pieces.count)
        build_segments(image, &pieces);
    free(pieces.list);
    free(pieces.bytes);
    return reader.ended;
}

/* Writes new digits in the letter case of the record. */
static void write_record(struct image *image, const struct hex_record *record)
{
    char *text = (char *)image->file + record->text;
    unsigned count = record->length + OVERHEAD;
    bool lower = false;
    for (unsigned i = 0; i < 2 * count; i++)
        lower |= islower((unsigned char)text[i]) != 0;
    for (unsigned i = HEADER; i < count; i++)
        hex_put_byte(text + 2 * i, record->bytes[i],
                     lower ? HEX_LOWER : HEX_UPPER);
}

void image_hex_rewrite(struct image *image, uint32_t address, size_t size)
{
    char error[IMAGE_ERROR_SIZE];
    struct reader reader = {.image = image, .error = error};
    struct hex_record record;
    while (next_record(&reader, &record)) {
        uint64_t lo = record.address, hi = lo + record.length;
        if (address + (uint64_t)size <= lo || address >= hi)
            continue;
        image_read(image, record.address, record.bytes + HEADER, record.length);
        record.bytes[HEADER + record.length] =
            (uint8_t)-sum(record.bytes, HEADER + record.length);
        write_record(image, &record);
    }
}
