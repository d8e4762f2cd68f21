/* SPDX-License-Identifier: MIT */
#include "bench/record.h"

#include <stdio.h>
#include <string.h>

#include "bench/family.h"
#include "bench/image_start.h"
#include "bench/refuse.h"
#include "bench/resident.h"
#include "src/boot0_record.h"

enum { ADR_REACH = 4 + 255 * 4, SIZE_1 = BOOT0_RECORD_REQUEST };

/* The first two instructions of boot0_reset (src/FAMILY/boot0_reset.S) load
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

/* True: one of the symbols of that name is at ADDRESS. The symbols may be those
 * of a loader and of its application. */
static bool is_named(const struct image *image, const char *name,
                     uint32_t address)
{
    for (size_t i = 0; i < image->symbol_count; i++)
        if (image->symbols[i].address == address &&
            strcmp(image->symbols[i].name, name) == 0)
            return true;
    return false;
}

/* The symbol is for code that is not recognised. */
static uint32_t find_reset(const struct image *image, uint32_t record)
{
    uint32_t code = find_reset_code(image, record);
    const struct image_symbol *symbol = image_symbol(image, "boot0_reset");
    if (!code && symbol && is_named(image, "boot0_record", record))
        code = symbol->address;
    return code ? code | 1 : 0;
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
    return words[BOOT0_RECORD_MAGIC / 4] == BOOT0_MAGIC;
}

/* False: the second witness is of no family. */
static bool find_family(uint32_t apb2enr, enum family *family)
{
    for (unsigned i = 0; i < FAMILIES; i++)
        if (family_info((enum family)i)->apb2enr == apb2enr) {
            *family = (enum family)i;
            return true;
        }
    return false;
}

static bool read_record(const struct image *image, uint32_t address,
                        struct record *record)
{
    uint32_t words[SIZE_1 / 4];
    enum family family;
    if (!read_words(image, address, words) ||
        !find_family(words[BOOT0_RECORD_APB2ENR / 4], &family))
        return false;
    uint32_t info = words[BOOT0_RECORD_INFO / 4];
    *record = (struct record){
        .address = address,
        .family = family,
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

/* --- which of several --- */

/* The vector word that the hardware goes to after a reset. */
static uint32_t reset_vector(const struct image *image)
{
    uint32_t reset;
    image_word(image, IMAGE_BASE + 4, &reset);
    return reset;
}

/* The handler that runs after a reset when nothing was asked. */
static uint32_t handler_of(const struct image *image,
                           const struct record *record)
{
    uint32_t reset = reset_vector(image);
    return reset == record->reset && record->next ? record->next : reset;
}

static bool is_in_program(const struct image *image,
                          const struct record *record)
{
    return image_start_of(image, record->address) ==
           image_start_of(image, handler_of(image, record));
}

/* The records of an image: the best so far, and how many are as good. */
struct choice {
    struct record *best;
    unsigned rank, count;
    uint32_t last, start; /* the last one, and where its program starts */
};

/* In a file full of them each is looked at from the last one on. */
static uint32_t start_of(const struct image *image, uint32_t address,
                         struct choice *choice)
{
    bool behind = choice->last && address >= choice->last;
    choice->start =
        behind ? image_start_behind(image, address, choice->last, choice->start)
               : image_start_of(image, address);
    choice->last = address;
    return choice->start;
}

/* The higher, the more this record counts. */
static unsigned rank_of(const struct image *image, const struct record *record,
                        struct choice *choice)
{
    bool used = record->reset && record->reset == reset_vector(image);
    bool in_program = start_of(image, record->address, choice) ==
                      image_start_of(image, handler_of(image, record));
    return used * 4u + in_program * 2u +
           is_named(image, "boot0_record", record->address);
}

static void offer(const struct image *image, uint32_t address,
                  struct choice *choice)
{
    struct record record;
    if (!read_record(image, address, &record))
        return;
    unsigned rank = rank_of(image, &record, choice);
    if (choice->count && rank <= choice->rank) {
        choice->count += rank == choice->rank;
        return;
    }
    *choice->best = record;
    choice->rank = rank;
    choice->count = 1;
}

static void scan_segment(const struct image *image,
                         const struct image_segment *segment,
                         struct choice *choice)
{
    uint64_t address = (segment->address + UINT64_C(3)) & ~UINT64_C(3);
    uint64_t end = (uint64_t)segment->address + segment->size;
    for (; address + SIZE_1 <= end; address += 4) {
        const uint8_t *magic =
            segment->data + (address - segment->address) + BOOT0_RECORD_MAGIC;
        if (magic[0] == (uint8_t)BOOT0_MAGIC)
            offer(image, (uint32_t)address, choice);
    }
}

unsigned record_find(const struct image *image, struct record *record)
{
    struct choice choice = {.best = record};
    for (size_t i = 0; i < image->segment_count; i++)
        scan_segment(image, &image->segments[i], &choice);
    return choice.count;
}

bool record_in_use(const struct image *image, struct record *record)
{
    return record_find(image, record) && record->reset &&
           record->reset == reset_vector(image);
}

/* --- what is wrong with it --- */

bool record_misplaced(const struct image *image, const struct record *record,
                      char text[IMAGE_ERROR_SIZE])
{
    if (is_in_program(image, record))
        return false;
    snprintf(text, IMAGE_ERROR_SIZE,
             "%s: the library is in the program at 0x%08X, not in the one that "
             "the reset starts, at 0x%08X: an update that is cut short would "
             "leave a part that does not start; link the library into that "
             "one, the loader, and patch it before the two are merged "
             "(docs/integration.md, section 10)",
             path_tail(image->path),
             (unsigned)image_start_of(image, record->address),
             (unsigned)image_start_of(image, handler_of(image, record)));
    return true;
}

/* boot0_reset runs and has nothing to go on to. */
static void say_nothing_next(const struct image *image, char *text)
{
    snprintf(text, IMAGE_ERROR_SIZE,
             "%s: boot0_reset is its reset vector and has nothing to go on "
             "to: build boot0_reset.S with BOOT0_NEXT and BOOT0_SP",
             path_tail(image->path));
}

static void say_not_in_use(const struct image *image, char *text)
{
    char handler[128];
    image_describe(image, reset_vector(image), handler, sizeof handler);
    snprintf(text, IMAGE_ERROR_SIZE,
             "%s: the library is in it and not in use: the reset vector is "
             "%s, not boot0_reset; name boot0_reset in the vector table, or "
             "run boot0 patch",
             path_tail(image->path), handler);
}

bool record_idle(const struct image *image, char text[IMAGE_ERROR_SIZE])
{
    struct record record;
    if (record_in_use(image, &record)) {
        if (!record.next)
            say_nothing_next(image, text);
        return !record.next;
    }
    if (!record_find(image, &record))
        return false;
    if (!record_misplaced(image, &record, text))
        say_not_in_use(image, text);
    return true;
}

/* A resident alone, as it is built. */
static bool say_no_application(const struct image *image, char *text)
{
    struct resident resident;
    uint32_t word;
    if (!resident_find(image, &resident) ||
        image_word(image, resident.base, &word))
        return false;
    snprintf(text, IMAGE_ERROR_SIZE,
             "%s: a resident with no application at 0x%08X: every reset leads "
             "to the ROM; boot0 patch --resident %s --join APPLICATION puts "
             "one behind it",
             path_tail(image->path), (unsigned)resident.base,
             path_tail(image->path));
    return true;
}

bool record_remark(const struct image *image, char text[IMAGE_ERROR_SIZE])
{
    struct record record;
    return record_idle(image, text) || say_no_application(image, text) ||
           (record_in_use(image, &record) &&
            record_misplaced(image, &record, text));
}
