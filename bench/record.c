/* SPDX-License-Identifier: MIT */
#include "bench/record.h"

#include <stdio.h>

#include "bench/refuse.h"
#include "src/boot0_record.h"

enum { ADR_REACH = 4 + 255 * 4, SIZE_1 = BOOT0_RECORD_REQUEST };

/* The first two instructions of boot0_reset (src/stm32l0/boot0_reset.S) load
 * five of the record's words: ADR r0, record (A0xx, xx words from the next word
 * but one) and LDM r0!, {five registers} (C8xx, a bit for each). */
static bool is_reset_code(uint32_t word, uint32_t reach)
{
    unsigned registers = 0;
    for (uint32_t list = word >> 16 & 0xFF; list; list &= list - 1)
        registers++;
    return (word & 0xFF00FFFF) == (0xC800A000 | reach) && registers == 5;
}

/* Returns the load address of boot0_reset, or 0. */
static uint32_t find_reset_code(const struct image *image, uint32_t record)
{
    for (uint32_t back = 4; back <= ADR_REACH; back += 4) {
        uint32_t address = record - back, word;
        if (image_word(image, address, &word) &&
            is_reset_code(word, (back - 4) / 4))
            return address;
    }
    return 0;
}

static uint32_t find_reset(const struct image *image, uint32_t record)
{
    const struct image_symbol *symbol = image_symbol(image, "boot0_reset");
    uint32_t address =
        symbol ? symbol->address : find_reset_code(image, record);
    return address ? address | 1 : 0;
}

/* Format 1: flags 31:16 | kind 15:8 | format 7:0, and the record ends there. */
static void read_info_1(uint32_t info, struct record *record)
{
    record->kind = info >> 8 & 0xFF;
    record->flags = (uint16_t)(info >> 16);
}

static void read_info(const struct image *image, uint32_t info,
                      struct record *record)
{
    record->kind = info >> BOOT0_KIND_SHIFT & 0xF;
    record->flags = info >> BOOT0_FLAG_SHIFT & 0xF;
    record->library = (uint16_t)(info >> BOOT0_VERSION_SHIFT);
    image_word(image, record->address + BOOT0_RECORD_REQUEST, &record->request);
}

/* Reads a record. False: there is none at load address ADDRESS. */
static bool read_words(const struct image *image, uint32_t address,
                       uint32_t words[SIZE_1 / 4])
{
    for (unsigned i = 0; i < SIZE_1 / 4; i++)
        if (!image_word(image, address + 4 * i, &words[i]))
            return false;
    return words[BOOT0_RECORD_MAGIC / 4] == BOOT0_MAGIC &&
           words[BOOT0_RECORD_APB2ENR / 4] == BOOT0_APB2ENR;
}

static bool read_record(const struct image *image, uint32_t address,
                        struct record *record)
{
    uint32_t words[SIZE_1 / 4];
    if (!read_words(image, address, words))
        return false;
    uint32_t info = words[BOOT0_RECORD_INFO / 4];
    *record = (struct record){
        .address = address,
        .reset = find_reset(image, address),
        .sp = words[BOOT0_RECORD_SP / 4],
        .next = words[BOOT0_RECORD_NEXT / 4],
        .mailbox = words[BOOT0_RECORD_MAILBOX / 4],
        .format = info & 0xFF,
    };
    if (record->format == 1)
        read_info_1(info, record);
    else
        read_info(image, info, record);
    return true;
}

/* Continues to count from FOUND; *FIRST is the address of the first record. */
static unsigned scan_segment(const struct image *image,
                             const struct image_segment *segment,
                             uint32_t *first, unsigned found)
{
    uint64_t address = (segment->address + UINT64_C(3)) & ~UINT64_C(3);
    uint64_t end = (uint64_t)segment->address + segment->size;
    uint32_t words[SIZE_1 / 4];
    for (; address + SIZE_1 <= end; address += 4) {
        const uint8_t *magic =
            segment->data + (address - segment->address) + BOOT0_RECORD_MAGIC;
        if (magic[0] != (uint8_t)BOOT0_MAGIC ||
            !read_words(image, (uint32_t)address, words))
            continue;
        if (found++ == 0)
            *first = (uint32_t)address;
    }
    return found;
}

unsigned record_find(const struct image *image, struct record *record)
{
    const struct image_symbol *symbol = image_symbol(image, "boot0_record");
    if (symbol && read_record(image, symbol->address, record))
        return 1;
    unsigned found = 0;
    uint32_t first;
    for (size_t i = 0; i < image->segment_count; i++)
        found = scan_segment(image, &image->segments[i], &first, found);
    if (found)
        read_record(image, first, record);
    return found;
}

bool record_in_use(const struct image *image, struct record *record)
{
    uint32_t reset;
    return record_find(image, record) == 1 &&
           image_word(image, IMAGE_BASE + 4, &reset) && reset == record->reset;
}

bool record_idle(const struct image *image, char text[IMAGE_ERROR_SIZE])
{
    struct record record;
    const char *name = path_tail(image->path);
    char handler[128];
    uint32_t reset;

    if (record_find(image, &record) != 1)
        return false;
    image_word(image, IMAGE_BASE + 4, &reset);
    if (reset == record.reset && record.next)
        return false;
    image_describe(image, reset, handler, sizeof handler);
    if (reset == record.reset)
        snprintf(text, IMAGE_ERROR_SIZE,
                 "%s: boot0_reset is its reset vector and has nothing to go on "
                 "to: build boot0_reset.S with BOOT0_NEXT and BOOT0_SP",
                 name);
    else
        snprintf(
            text, IMAGE_ERROR_SIZE,
            "%s: the library is in it and not in use: the reset vector is "
            "%s, not boot0_reset; name boot0_reset in the vector table, or "
            "run boot0 patch",
            name, handler);
    return true;
}
