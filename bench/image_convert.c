/* SPDX-License-Identifier: MIT */
#include "bench/image_convert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench/family.h"
#include "bench/file.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "chip/chip.h"

enum {
    DATA = 0x00, /* record types */
    END = 0x01,
    UPPER_ADDRESS = 0x04,
    RECORD_BYTES = 16,
    RECORD_TEXT = 2 * (RECORD_BYTES + 5) + 3
};

enum image_kind image_kind_of(const char *path, enum image_kind other)
{
    static const struct {
        const char *extension;
        enum image_kind kind;
    } kinds[] = {
        {".elf", IMAGE_ELF}, {".axf", IMAGE_ELF},  {".out", IMAGE_ELF},
        {".hex", IMAGE_HEX}, {".ihex", IMAGE_HEX}, {".bin", IMAGE_BIN},
    };
    const char *dot = strrchr(path, '.');
    for (unsigned i = 0; dot && i < sizeof kinds / sizeof *kinds; i++)
        if (strcasecmp(dot, kinds[i].extension) == 0)
            return kinds[i].kind;
    return other;
}

/* --- raw binary --- */

/* By the library in it, the family; what is behind is no flash. */
static uint32_t flash_max(const struct image *image)
{
    struct record record = {.family = (enum family)0};
    record_find(image, &record);
    return family_info(record.family)->flash_max;
}

static bool make_bin(const struct image *image, uint8_t **bytes, size_t *size,
                     char *error)
{
    const struct image_segment *last =
        &image->segments[image->segment_count - 1];
    uint32_t start = image->segments[0].address;
    uint32_t end = last->address + last->size;

    if (start < IMAGE_BASE || end > IMAGE_BASE + flash_max(image))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: has bytes outside the flash, 0x%08X-0x%08X, which a "
                      "raw binary cannot hold; write Intel HEX",
                      path_tail(image->path), (unsigned)start,
                      (unsigned)end - 1);
    *size = end - start;
    *bytes = malloc(*size);
    if (!*bytes)
        return refuse_memory(error, IMAGE_ERROR_SIZE, image->path);
    image_read(image, start, *bytes, *size);
    return true;
}

/* --- Intel HEX --- */

struct text {
    char *bytes;
    size_t size;
};

static void add_record(struct text *text, unsigned type, uint16_t address,
                       const uint8_t *data, unsigned count)
{
    char *at = text->bytes + text->size;
    unsigned sum = count + (address >> 8) + (address & 0xFF) + type;
    int used = sprintf(at, ":%02X%04X%02X", count, address, type);
    for (unsigned i = 0; i < count; i++) {
        used += sprintf(at + used, "%02X", data[i]);
        sum += data[i];
    }
    used += sprintf(at + used, "%02X\n", -sum & 0xFF);
    text->size += (size_t)used;
}

static void add_upper(struct text *text, uint32_t address)
{
    const uint8_t upper[] = {(uint8_t)(address >> 24),
                             (uint8_t)(address >> 16)};
    add_record(text, UPPER_ADDRESS, 0, upper, sizeof upper);
}

/* A record crosses no 64 KB: its upper half of the address is one. */
static void add_segment(struct text *text, const struct image_segment *segment)
{
    uint32_t done = 0;
    while (done < segment->size) {
        uint32_t address = segment->address + done;
        unsigned count = RECORD_BYTES - address % RECORD_BYTES;
        if (count > segment->size - done)
            count = segment->size - done;
        if (done == 0 || address % 0x10000 == 0)
            add_upper(text, address);
        add_record(text, DATA, (uint16_t)address, segment->data + done, count);
        done += count;
    }
}

/* Returns how long the text can get. */
static size_t text_limit(const struct image *image)
{
    size_t records = 1;
    for (size_t i = 0; i < image->segment_count; i++)
        records += image->segments[i].size / RECORD_BYTES + 2 +
                   image->segments[i].size / 0x10000 + 2;
    return records * RECORD_TEXT;
}

bool image_hex_text(const struct image *image, uint8_t **bytes, size_t *size,
                    char error[IMAGE_ERROR_SIZE])
{
    struct text text = {.bytes = malloc(text_limit(image))};
    if (!text.bytes)
        return refuse_memory(error, IMAGE_ERROR_SIZE, image->path);
    for (size_t i = 0; i < image->segment_count; i++)
        add_segment(&text, &image->segments[i]);
    add_record(&text, END, 0, NULL, 0);
    *bytes = (uint8_t *)text.bytes;
    *size = text.size;
    return true;
}

/* --- saving --- */

static bool convert(const struct image *image, enum image_kind kind,
                    uint8_t **bytes, size_t *size, char *error)
{
    switch (kind) {
    case IMAGE_BIN: return make_bin(image, bytes, size, error);
    case IMAGE_HEX: return image_hex_text(image, bytes, size, error);
    case IMAGE_ELF: break;
    }
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: is no ELF file, and only an ELF file is written as one; "
                  "name OUT .hex or .bin",
                  path_tail(image->path));
}

bool image_save(const struct image *image, const char *path,
                char error[IMAGE_ERROR_SIZE])
{
    enum image_kind kind = image_kind_of(path, image->kind);
    uint8_t *bytes = NULL;
    size_t size = 0;
    if (kind == image->kind)
        return file_write(path, image->file, image->file_size, error,
                          IMAGE_ERROR_SIZE);
    if (!convert(image, kind, &bytes, &size, error))
        return false;
    bool saved = file_write(path, bytes, size, error, IMAGE_ERROR_SIZE);
    free(bytes);
    return saved;
}
