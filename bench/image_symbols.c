/* SPDX-License-Identifier: MIT */
#include "bench/image_symbols.h"

#include <string.h>

#include "bench/image_builder.h"
#include "bench/image_file.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "src/boot0_record.h"

enum { PATCHED_VECTORS = 8 }; /* bytes: stack pointer, reset vector */

static bool is_patched(const struct record *record, uint32_t address)
{
    return address - IMAGE_BASE < PATCHED_VECTORS ||
           (record->address && address - record->address < BOOT0_RECORD_SIZE);
}

/* Finds the first byte of ELF that IMAGE has not. */
static bool differs(const struct image *image, const struct image *elf,
                    uint32_t *address)
{
    struct record record = {0};
    record_find(elf, &record);
    for (size_t i = 0; i < elf->segment_count; i++) {
        const struct image_segment *segment = &elf->segments[i];
        for (uint32_t k = 0; k < segment->size; k++) {
            uint8_t byte;
            *address = segment->address + k;
            if (!is_patched(&record, *address) &&
                (image_read(image, *address, &byte, 1) != 1 ||
                 byte != segment->data[k]))
                return true;
        }
    }
    return false;
}

static bool fits(const struct image *image, const struct image *elf,
                 char *error)
{
    uint32_t address;
    const char *name = path_tail(elf->path);
    if (elf->kind != IMAGE_ELF || elf->symbol_count == 0)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "--symbols %s: has no symbols; give the linker's output, "
                      "not stripped",
                      name);
    if (differs(image, elf, &address))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "--symbols %s: its byte at 0x%08X is not that of %s; "
                      "give the ELF file of the same build",
                      name, (unsigned)address, path_tail(image->path));
    return true;
}

static void copy_symbols(struct image *image, const struct image *elf)
{
    size_t count = image->symbol_count + elf->symbol_count;
    struct image_symbol *symbols =
        image_memory(image, image->symbols, count * sizeof *symbols);
    if (!symbols)
        return;
    memcpy(symbols + image->symbol_count, elf->symbols,
           elf->symbol_count * sizeof *symbols);
    image->symbols = symbols;
    image->symbol_count = count;
    image_sort_symbols(image);
}

/* Takes over ELF, which owns the names of its symbols. */
static void keep(struct image *image, struct image *elf)
{
    size_t count = image->lender_count + 1;
    struct image *lenders =
        image_memory(image, image->lenders, count * sizeof *lenders);
    if (!lenders)
        return;
    lenders[image->lender_count] = *elf;
    image->lenders = lenders;
    image->lender_count = count;
    copy_symbols(image, elf);
    *elf = (struct image){0};
}

bool image_symbols_take(struct image *image, const char *path,
                        char error[IMAGE_ERROR_SIZE])
{
    struct image elf;
    bool ok = image_load(path, &elf, error) && fits(image, &elf, error);
    if (ok)
        keep(image, &elf);
    image_free(&elf);
    return image->out_of_memory ? refuse_memory(error, IMAGE_ERROR_SIZE, path)
                                : ok;
}
