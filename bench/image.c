/* SPDX-License-Identifier: MIT */
#include "bench/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/demangle.h"
#include "bench/refuse.h"
#include "chip/chip.h"
#include "chip/little_endian.h"

/* Added to the rank of a symbol whose size covers the address. */
enum { SIZED = 4 };

void image_free(struct image *image)
{
    free(image->path);
    free(image->file);
    free(image->decoded);
    free(image->segments);
    free(image->code);
    free(image->copies);
    free(image->symbols);
    free(image->names);
    for (size_t i = 0; i < image->lender_count; i++)
        image_free(&image->lenders[i]);
    free(image->lenders);
    *image = (struct image){0};
}

static bool inside(const struct image_segment *segment, uint32_t base,
                   uint32_t size)
{
    return segment->address >= base && segment->address - base <= size &&
           size - (segment->address - base) >= segment->size;
}

static bool in_ram(const struct image_segment *segment, uint32_t size)
{
    return inside(segment, SRAM_BASE, size);
}

static bool in_eeprom(const struct image_segment *segment,
                      const struct part *part)
{
    const struct map_memory *eeprom = part_memory(part, REGION_EEPROM);
    return eeprom && inside(segment, eeprom->base, eeprom->size);
}

static bool refuse_place(const struct image *image, const struct part *part,
                         const struct image_segment *segment, char *error)
{
    unsigned first = segment->address,
             last = segment->address + segment->size - 1;
    if (in_ram(segment, part->sram_size))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: stores 0x%08X-0x%08X in RAM, which is empty after "
                      "power-on; give it a load address in flash (> RAM AT> "
                      "FLASH), or see with boot0 run what it does when a "
                      "debugger loads it",
                      path_tail(image->path), first, last);
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: stores 0x%08X-0x%08X, but the flash of %s is "
                  "0x%08X-0x%08X (%u KB); check the linker script and "
                  "--part",
                  path_tail(image->path), first, last, part->name,
                  (unsigned)FLASH_BASE,
                  (unsigned)(FLASH_BASE + part->flash_kb * 1024u - 1),
                  (unsigned)part->flash_kb);
}

static bool fits(const struct image *image, const struct part *part, bool ram,
                 char *error)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (!inside(segment, FLASH_BASE, part->flash_kb * 1024u) &&
            !in_eeprom(segment, part) &&
            !(ram && in_ram(segment, part->sram_size)))
            return refuse_place(image, part, segment, error);
    }
    return true;
}

bool image_fits(const struct image *image, const struct part *part,
                char error[IMAGE_ERROR_SIZE])
{
    return fits(image, part, false, error);
}

bool image_fits_with_ram(const struct image *image, const struct part *part,
                         char error[IMAGE_ERROR_SIZE])
{
    return fits(image, part, true, error);
}

size_t image_ram(const struct image *image, const struct part *part,
                 uint32_t *address)
{
    size_t size = 0;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (in_ram(segment, part->sram_size) && size == 0)
            *address = segment->address;
        size += in_ram(segment, part->sram_size) ? segment->size : 0;
    }
    return size;
}

/* Finds the part of [address, address + size) that a segment holds. */
static uint8_t *overlap(const struct image_segment *segment, uint32_t address,
                        size_t size, size_t *offset, size_t *length)
{
    uint64_t lo = segment->address, hi = lo + segment->size;
    uint64_t from = address > lo ? address : lo;
    uint64_t to = address + (uint64_t)size < hi ? address + (uint64_t)size : hi;
    if (from >= to)
        return NULL;
    *offset = from - address;
    *length = to - from;
    return segment->data + (from - lo);
}

/* Returns the first segment that ends after ADDRESS; segment_count = none does.
 */
static size_t segment_behind(const struct image *image, uint32_t address)
{
    size_t lo = 0, hi = image->segment_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        const struct image_segment *segment = &image->segments[middle];
        if (segment->address + (uint64_t)segment->size > address)
            hi = middle;
        else
            lo = middle + 1;
    }
    return lo;
}

size_t image_read(const struct image *image, uint32_t address, void *data,
                  size_t size)
{
    uint64_t end = address + (uint64_t)size;
    size_t total = 0, offset, length;
    memset(data, 0, size);
    for (size_t i = segment_behind(image, address);
         i < image->segment_count && image->segments[i].address < end; i++) {
        const uint8_t *bytes =
            overlap(&image->segments[i], address, size, &offset, &length);
        if (!bytes)
            continue;
        memcpy((uint8_t *)data + offset, bytes, length);
        total += length;
    }
    return total;
}

bool image_word(const struct image *image, uint32_t address, uint32_t *word)
{
    uint8_t b[4];
    bool whole = image_read(image, address, b, sizeof b) == sizeof b;
    *word = little_endian(b, sizeof b);
    return whole;
}

/* Returns where the bytes at a run address are stored. */
static uint32_t load_address(const struct image *image, uint32_t address)
{
    for (size_t i = 0; i < image->copy_count; i++)
        if (address - image->copies[i].run < image->copies[i].size)
            return address - image->copies[i].run + image->copies[i].load;
    return address;
}

const uint8_t *image_run_bytes(const struct image *image, uint32_t address,
                               size_t size)
{
    address = load_address(image, address);
    size_t i = segment_behind(image, address);
    if (i == image->segment_count || address < image->segments[i].address)
        return NULL;
    const struct image_segment *segment = &image->segments[i];
    uint32_t offset = address - segment->address;
    return segment->size - offset >= size ? segment->data + offset : NULL;
}

bool image_store(struct image *image, uint32_t address, const void *bytes,
                 size_t size)
{
    size_t offset, length, total = 0;
    for (size_t i = 0; i < image->segment_count; i++)
        if (overlap(&image->segments[i], address, size, &offset, &length))
            total += length;
    if (total != size)
        return false;
    for (size_t i = 0; i < image->segment_count; i++) {
        uint8_t *stored =
            overlap(&image->segments[i], address, size, &offset, &length);
        if (stored)
            memcpy(stored, (const uint8_t *)bytes + offset, length);
    }
    return true;
}

static int name_rank(const struct image_symbol *symbol)
{
    return symbol->global * 2 + symbol->function;
}

const struct image_symbol *image_symbol(const struct image *image,
                                        const char *name)
{
    const struct image_symbol *best = NULL;
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct image_symbol *symbol = &image->symbols[i];
        if (strcmp(symbol->name, name) != 0)
            continue;
        if (!best || name_rank(symbol) > name_rank(best))
            best = symbol;
    }
    return best;
}

static const struct image_range *code_range(const struct image *image,
                                            uint32_t address)
{
    size_t lo = 0, hi = image->code_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (image->code[middle].hi > address)
            hi = middle;
        else
            lo = middle + 1;
    }
    return lo < image->code_count && image->code[lo].lo <= address
               ? &image->code[lo]
               : NULL;
}

bool image_is_code(const struct image *image, uint32_t address)
{
    return code_range(image, address & ~1u) != NULL;
}

/* Ranks SYMBOL as the name of ADDRESS, which lies in RANGE of the code (NULL:
 * in none): 0 = it does not contain the address; else the higher the better. A
 * label of unknown size reaches to the next one, inside its run of code. */
static int place_rank(const struct image_range *range,
                      const struct image_symbol *symbol, uint32_t address)
{
    if (symbol->absolute || symbol->address > address)
        return 0;
    if (symbol->size && address - symbol->address >= symbol->size)
        return 0;
    if (!symbol->size && (!range || symbol->address < range->lo))
        return 0;
    return 1 + (symbol->size != 0) * SIZED + symbol->function * 2 +
           symbol->global;
}

const struct image_symbol *image_symbol_at(const struct image *image,
                                           uint32_t address)
{
    const struct image_symbol *best = NULL;
    int best_rank = 0;
    address &= ~1u;
    const struct image_range *range = code_range(image, address);
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct image_symbol *symbol = &image->symbols[i];
        int rank = place_rank(range, symbol, address);
        if (rank == 0)
            continue;
        /* Symbols are sorted by address: of labels without a size the last one
         * is taken. */
        bool nearer = best && symbol->address > best->address;
        bool labels = rank <= SIZED && best_rank <= SIZED;
        if (rank > best_rank || (nearer && (labels || rank == best_rank))) {
            best = symbol;
            best_rank = rank;
        }
    }
    return best;
}

static void describe(const char *name, uint32_t offset, char *text, size_t size)
{
    if (offset == 0)
        snprintf(text, size, "%.*s", (int)size, name);
    else
        snprintf(text, size, "%.*s+0x%X", (int)size, name, (unsigned)offset);
}

void image_describe(const struct image *image, uint32_t address, char *text,
                    size_t size)
{
    const struct image_symbol *symbol = image_symbol_at(image, address);
    if (!symbol) {
        snprintf(text, size, "0x%08X", (unsigned)address);
        return;
    }
    char *plain = demangle(symbol->name);
    describe(plain ? plain : symbol->name, (address & ~1u) - symbol->address,
             text, size);
    free(plain);
}
