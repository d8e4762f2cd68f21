/* SPDX-License-Identifier: MIT */
#include "tools/patch_resident.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/family.h"
#include "bench/image_append.h"
#include "bench/image_file.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "bench/resident.h"
#include "chip/chip.h"
#include "src/boot0_record.h"
#include "src/resident/resident_trailer.h"
#include "tools/crc32.h"
#include "tools/patch.h"

enum {
    PIECES = 64, /* gaps, the trailer and the resident */
    SRAM2_BASE = 0x10000000,
    BANK2_BYTES = 8
};

/* A patch before it is made. */
struct plan {
    struct image *image;
    const char *name; /* of the image, for messages */
    const struct patch_resident *resident;
    const struct family_info *family;
    char *error;
    uint32_t end;     /* behind the application's last byte in the flash */
    bool has_trailer; /* which starts at `end` */
};

static uint32_t flash_end(const struct family_info *family)
{
    return FLASH_BASE + family->flash_max;
}

/* --- the resident --- */

static bool open_base(struct patch_resident *resident, const char *text,
                      uint32_t base, char *error)
{
    const struct family_info *family = family_info(resident->family);
    resident->base = base;
    if (base > FLASH_BASE && base < flash_end(family) &&
        family->resident->page(base))
        return true;
    return refuse(error, IMAGE_ERROR_SIZE,
                  "--resident %s: an application behind a resident begins %s "
                  "above 0x%08X, by default at 0x%08X",
                  path_tail(text), family->resident->begins,
                  (unsigned)FLASH_BASE, (unsigned)family->resident->base);
}

static bool open_file(struct patch_resident *resident, const char *path,
                      char *error)
{
    struct resident found;
    struct record record;
    uint32_t mark = 0;
    if (!image_load(path, &resident->resident, error))
        return false;
    if (record_find(&resident->resident, &record))
        resident->family = record.family;
    if (resident_find(&resident->resident, &found))
        return open_base(resident, path, found.base, error);
    image_word(&resident->resident, IMAGE_BASE + BOOT0_RESIDENT_MARK, &mark);
    image_free(&resident->resident);
    return refuse(error, IMAGE_ERROR_SIZE,
                  "--resident %s: no resident: its word at 0x%08X is 0x%08X, "
                  "not 0x%08X; give %s",
                  path_tail(path), IMAGE_BASE + BOOT0_RESIDENT_MARK,
                  (unsigned)mark, BOOT0_RESIDENT_MARK_WORD,
                  family_info(resident->family)->resident->file);
}

bool patch_resident_open(struct patch_resident *resident, const char *text,
                         const struct image *image, const struct part *part,
                         char error[IMAGE_ERROR_SIZE])
{
    struct record record = {.family = (enum family)0};
    char *end;
    record_find(image, &record);
    resident->family = part ? part->family : record.family;
    errno = 0;
    unsigned long base = strtoul(text, &end, 0);
    if (end != text && !*end && !errno && base <= UINT32_MAX)
        return open_base(resident, text, (uint32_t)base, error);
    return open_file(resident, text, error);
}

/* --- the application --- */

/* A raw binary does not say where it begins. */
static void move_bin(struct image *image, uint32_t base)
{
    if (image->kind != IMAGE_BIN)
        return;
    image->segments[0].address = base;
    image->code[0] = (struct image_range){base, base + image->segments[0].size};
}

/* lld gives the headers of the ELF file a segment of their own where there is
 * room below the first section, and a programmer would write them there. */
static bool refuse_headers(struct plan *plan)
{
    return refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: its ELF headers would be programmed at 0x%08X, where "
                  "the resident is; link it with -n (gcc, clang: -Wl,-n), "
                  "which keeps them out of the flash",
                  plan->name, (unsigned)plan->image->segments[0].address);
}

static bool has_headers_first(const struct image *image)
{
    return image->kind == IMAGE_ELF && image->segments[0].size >= 4 &&
           memcmp(image->segments[0].data, image->file, 4) == 0;
}

static bool check_base(struct plan *plan)
{
    uint32_t first = plan->image->segments[0].address;
    uint32_t base = plan->resident->base;
    if (first < base && has_headers_first(plan->image))
        return refuse_headers(plan);
    if (first >= FLASH_BASE && first < base)
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: its first byte is at 0x%08X, where the resident is; "
                      "link the application for 0x%08X: FLASH (rx) : ORIGIN = "
                      "0x%08X",
                      plan->name, (unsigned)first, (unsigned)base,
                      (unsigned)base);
    if (first != base)
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: its first byte is at 0x%08X, and the resident "
                      "starts an application at 0x%08X; link it there, or give "
                      "the resident that was built for it",
                      plan->name, (unsigned)first, (unsigned)base);
    return true;
}

/* Finds the last byte in the flash: the data EEPROM has no place in the CRC. */
static void find_end(struct plan *plan)
{
    const struct image *image = plan->image;
    for (size_t i = 0; i < image->segment_count; i++)
        if (image->segments[i].address < flash_end(plan->family))
            plan->end = image->segments[i].address + image->segments[i].size;
}

/* True: the image ends with a trailer that fits its vector table. */
static bool find_trailer(struct plan *plan)
{
    uint32_t base = plan->resident->base, length, magic, again;
    image_word(plan->image, base + BOOT0_TABLE_LENGTH, &length);
    uint32_t at = base + length;
    return length % BOOT0_TRAILER_SIZE == 0 &&
           plan->end - BOOT0_TRAILER_SIZE == at &&
           image_word(plan->image, at + BOOT0_TRAILER_MAGIC, &magic) &&
           magic == BOOT0_TRAILER_MAGIC_WORD &&
           image_word(plan->image, at + BOOT0_TRAILER_LENGTH, &again) &&
           again == length;
}

/* No exception takes these vectors. Some start-up code fills them with its
 * handler for everything. */
static bool check_free(struct plan *plan, uint32_t offset)
{
    uint32_t word;
    if (!image_word(plan->image, plan->resident->base + offset, &word))
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: has no vector table of 16 words at 0x%08X",
                      plan->name, (unsigned)plan->resident->base);
    if (!word || (word & 1 && image_is_code(plan->image, word)))
        return true;
    return refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: vector word %u, which is reserved and where the "
                  "resident looks, is 0x%08X; it must be 0 or a handler "
                  "(a vector table has 16 words at least)",
                  plan->name, (unsigned)offset / 4, (unsigned)word);
}

/* The sizes of both RAMs of the part; PART NULL: of the largest. */
struct rams {
    uint32_t first, second;
};

static struct rams rams_of(const struct plan *plan, const struct part *part)
{
    return part ? (struct rams){part->sram_size, part->sram2_kb * 1024u}
                : (struct rams){plan->family->sram_max,
                                family_second_ram(plan->resident->family)};
}

/* In a RAM, or its end. */
static bool is_stack(const struct rams *rams, uint32_t word)
{
    return word % 4 == 0 && (word - SRAM_BASE - 1 < rams->first ||
                             word - SRAM2_BASE - 1 < rams->second);
}

static bool check_stack(struct plan *plan, const struct part *part)
{
    struct rams rams = rams_of(plan, part);
    uint32_t sp = 0;
    char second[48] = "";
    image_word(plan->image, plan->resident->base, &sp);
    if (is_stack(&rams, sp))
        return true;
    if (rams.second)
        snprintf(second, sizeof second, " or 0x%08X-0x%08X", SRAM2_BASE + 4,
                 (unsigned)(SRAM2_BASE + rams.second));
    return refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: vector word 0 is 0x%08X, no stack pointer "
                  "(0x%08X-0x%08X%s)%s",
                  plan->name, (unsigned)sp, SRAM_BASE + 4,
                  (unsigned)(SRAM_BASE + rams.first), second,
                  sp == BOOT0_INVALID_HEAD
                      ? "; behind a resident the head stays valid: give "
                        "the linker's output"
                      : "");
}

static bool check_reset(struct plan *plan)
{
    uint32_t base = plan->resident->base, reset = 0;
    image_word(plan->image, base + 4, &reset);
    if (reset & 1 && reset - base < plan->end - base &&
        image_is_code(plan->image, reset))
        return true;
    return refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: vector word 1 is 0x%08X, no reset handler: %s",
                  plan->name, (unsigned)reset,
                  reset & 1 ? "the application has no code there"
                            : "bit 0 (Thumb) is clear");
}

static bool check_family(struct plan *plan)
{
    struct record own;
    if (!record_find(plan->image, &own) || own.family == plan->resident->family)
        return true;
    return refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: its library is that of the %s, and the resident is for "
                  "the %s; give %s",
                  plan->name, family_info(own.family)->name, plan->family->name,
                  family_info(own.family)->resident->file);
}

/* A request must be left where the resident looks for it. */
static bool check_mailbox(struct plan *plan)
{
    struct record own, other;
    if (!record_find(plan->image, &own) ||
        !record_find(&plan->resident->resident, &other) ||
        own.mailbox == other.mailbox)
        return true;
    return refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: leaves a request at 0x%08X, and the resident looks at "
                  "0x%08X; build both with the same BOOT0_MAILBOX and "
                  "BOOT0_MAILBOX_RTC",
                  plan->name, (unsigned)own.mailbox, (unsigned)other.mailbox);
}

/* --- bank 2 --- */

static bool check_bank2(struct plan *plan, uint32_t base, unsigned flash_kb)
{
    const struct family_resident *rules = plan->family->resident;
    uint8_t bytes[BANK2_BYTES];
    uint32_t word;
    memset(bytes, rules->erased, sizeof bytes);
    for (unsigned i = 0; i < sizeof bytes; i++)
        image_read(plan->image, base + i, &bytes[i], 1);
    if (!rules->bank2_safe || rules->bank2_safe(bytes) ||
        !image_word(plan->image, base, &word))
        return true;
    return refuse(plan->error, IMAGE_ERROR_SIZE,
                  "%s: the word at 0x%08X, where bank 2 of a %u KB part "
                  "starts, is 0x%08X: after a cut %s; for a part of another "
                  "size give --part",
                  plan->name, (unsigned)base, flash_kb, (unsigned)word,
                  rules->bank2);
}

static bool check_banks(struct plan *plan, const struct part *part)
{
    const struct family_resident *rules = plan->family->resident;
    char unused[IMAGE_ERROR_SIZE];
    if (part)
        return !part->bank2_base ||
               check_bank2(plan, part->bank2_base, part->flash_kb);
    for (unsigned i = 0; i < rules->dual_count; i++) {
        struct part size;
        if (part_find(rules->dual[i], &size) &&
            image_fits(plan->image, &size, unused) &&
            !check_bank2(plan, size.bank2_base, size.flash_kb))
            return false;
    }
    return true;
}

/* --- making it --- */

/* The pieces that the image gets, with memory of their own. */
struct pieces {
    struct image_piece list[PIECES];
    size_t count;
    uint8_t *erased;
};

static bool add_piece(struct plan *plan, struct pieces *pieces,
                      const struct image_piece *piece)
{
    if (pieces->count == PIECES)
        return refuse(plan->error, IMAGE_ERROR_SIZE,
                      "%s: more than %d gaps between its segments; fill them "
                      "with objcopy --gap-fill %u",
                      plan->name, PIECES, plan->family->resident->erased);
    pieces->list[pieces->count++] = *piece;
    return true;
}

static bool add_erased(struct plan *plan, struct pieces *pieces, uint32_t from,
                       uint32_t to, const char *name)
{
    const struct image_piece piece = {.name = name,
                                      .address = from,
                                      .bytes = pieces->erased,
                                      .size = to - from};
    return from == to || add_piece(plan, pieces, &piece);
}

/* What is not programmed would keep the bytes of the version before. */
static bool add_gaps(struct plan *plan, struct pieces *pieces)
{
    const struct image *image = plan->image;
    for (size_t i = 1; i < image->segment_count; i++) {
        const struct image_segment *low = &image->segments[i - 1];
        if (image->segments[i].address < flash_end(plan->family) &&
            !add_erased(plan, pieces, low->address + low->size,
                        image->segments[i].address, ".boot0.gap"))
            return false;
    }
    return true;
}

static bool add_resident(struct plan *plan, struct pieces *pieces)
{
    const struct image *resident = &plan->resident->resident;
    for (size_t i = 0; plan->resident->join && i < resident->segment_count;
         i++) {
        const struct image_piece piece = {
            .name = ".boot0.resident",
            .address = resident->segments[i].address,
            .bytes = resident->segments[i].data,
            .size = resident->segments[i].size,
            .code = true,
        };
        if (!add_piece(plan, pieces, &piece))
            return false;
    }
    return true;
}

static uint32_t length_of(const struct plan *plan)
{
    uint32_t length = plan->end - plan->resident->base;
    return (length + BOOT0_TRAILER_SIZE - 1) / BOOT0_TRAILER_SIZE *
           BOOT0_TRAILER_SIZE;
}

static bool add_pieces(struct plan *plan, struct pieces *pieces)
{
    uint32_t end =
        plan->has_trailer ? plan->end + BOOT0_TRAILER_SIZE : plan->end;
    uint32_t whole =
        plan->resident->base + length_of(plan) + BOOT0_TRAILER_SIZE;
    return add_gaps(plan, pieces) &&
           add_erased(plan, pieces, end, whole, ".boot0.trailer") &&
           add_resident(plan, pieces) &&
           image_append(plan->image, pieces->list, pieces->count, plan->error);
}

/* CRC of the bytes that the image has from FROM to TO. */
static uint32_t crc_of(const struct image *image, uint32_t crc, uint32_t from,
                       uint32_t to)
{
    uint8_t bytes[256];
    while (from < to) {
        uint32_t count = to - from < sizeof bytes ? to - from : sizeof bytes;
        image_read(image, from, bytes, count);
        crc = crc32(crc, bytes, count);
        from += count;
    }
    return crc;
}

/* How much of the image its page_crc is for. */
static uint32_t page_length(const struct plan *plan)
{
    uint32_t page = plan->family->resident->page(plan->resident->base);
    uint32_t length = length_of(plan);
    if (page > length)
        page = length;
    return page > BOOT0_TABLE_PAGE ? page : BOOT0_TABLE_PAGE;
}

static void store_words(const struct plan *plan)
{
    struct image *image = plan->image;
    uint32_t base = plan->resident->base, length = length_of(plan);
    uint32_t trailer = base + length, check = base + BOOT0_TABLE_PAGE_CRC;
    image_set_word(image, base + BOOT0_TABLE_LENGTH, length);
    image_set_word(image, check,
                   crc_of(image, crc_of(image, 0, base, check), check + 4,
                          base + page_length(plan)));
    image_set_word(image, trailer + BOOT0_TRAILER_MAGIC,
                   BOOT0_TRAILER_MAGIC_WORD);
    image_set_word(image, trailer + BOOT0_TRAILER_LENGTH, length);
    image_set_word(image, trailer + BOOT0_TRAILER_VERSION,
                   plan->resident->version);
    image_set_word(image, trailer + BOOT0_TRAILER_CRC,
                   crc_of(image, 0, base, trailer + BOOT0_TRAILER_CRC));
}

static bool carry_out(struct plan *plan)
{
    struct pieces pieces = {.erased = malloc(plan->family->flash_max)};
    if (!pieces.erased)
        return refuse_memory(plan->error, IMAGE_ERROR_SIZE, plan->name);
    memset(pieces.erased, plan->family->resident->erased,
           plan->family->flash_max);
    bool made = add_pieces(plan, &pieces);
    free(pieces.erased);
    if (made)
        store_words(plan);
    return made;
}

static bool make_plan(struct plan *plan, const struct part *part)
{
    if (!check_family(plan) || !check_base(plan))
        return false;
    find_end(plan);
    plan->has_trailer = find_trailer(plan);
    if (plan->has_trailer)
        plan->end -= BOOT0_TRAILER_SIZE;
    else if (!check_free(plan, BOOT0_TABLE_LENGTH) ||
             !check_free(plan, BOOT0_TABLE_PAGE_CRC))
        return false;
    return check_stack(plan, part) && check_reset(plan) &&
           check_mailbox(plan) && check_banks(plan, part);
}

bool patch_resident_image(struct image *image,
                          const struct patch_resident *resident,
                          const struct part *part, char error[IMAGE_ERROR_SIZE])
{
    struct plan plan = {.image = image,
                        .name = path_tail(image->path),
                        .resident = resident,
                        .family = family_info(resident->family),
                        .error = error};
    move_bin(image, resident->base);
    return make_plan(&plan, part) && carry_out(&plan);
}
