/* SPDX-License-Identifier: MIT */
#include "bench/image_append.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "bench/image_convert.h"
#include "bench/image_file.h"
#include "bench/refuse.h"

/* --- ELF --- */

/* The file that is made: the old one, and behind it, each from a multiple of 4
 * on, the contents of the pieces, their names and both tables. */
struct growth {
    const struct image *image;
    const struct image_piece *pieces;
    size_t count;
    Elf32_Ehdr header;
    uint8_t *bytes;
    size_t size;
};

static size_t names_size(const struct growth *growth)
{
    size_t size = 0;
    for (size_t i = 0; i < growth->count; i++)
        size += strlen(growth->pieces[i].name) + 1;
    return size;
}

/* Returns what the file can get at most. */
static size_t growth_limit(const struct growth *growth)
{
    size_t old = growth->image->file_size, limit = 0;
    for (size_t i = 0; i < growth->count; i++)
        limit += growth->pieces[i].size + 4;
    limit += growth->count * (sizeof(Elf32_Phdr) + sizeof(Elf32_Shdr));
    return 2 * old + limit + names_size(growth) + 16;
}

static uint32_t add_bytes(struct growth *growth, const void *bytes, size_t size)
{
    size_t offset = (growth->size + 3) & ~(size_t)3;
    memcpy(growth->bytes + offset, bytes, size);
    growth->size = offset + size;
    return (uint32_t)offset;
}

/* Adds more of what was added last. */
static void add_more(struct growth *growth, const void *bytes, size_t size)
{
    memcpy(growth->bytes + growth->size, bytes, size);
    growth->size += size;
}

static void add_segments(struct growth *growth, const uint32_t *offsets)
{
    Elf32_Ehdr *header = &growth->header;
    header->e_phoff = add_bytes(growth, growth->image->file + header->e_phoff,
                                (size_t)header->e_phnum * sizeof(Elf32_Phdr));
    for (size_t i = 0; i < growth->count; i++) {
        const struct image_piece *piece = &growth->pieces[i];
        const Elf32_Phdr segment = {
            .p_type = PT_LOAD,
            .p_offset = offsets[i],
            .p_vaddr = piece->address,
            .p_paddr = piece->address,
            .p_filesz = piece->size,
            .p_memsz = piece->size,
            .p_flags = PF_R | (piece->code ? PF_X : 0),
            .p_align = 4,
        };
        add_more(growth, &segment, sizeof segment);
    }
    header->e_phnum = (Elf32_Half)(header->e_phnum + growth->count);
}

/* The sections' names move to the end, where there is room for more. Returns
 * the offset of the first new one in the string table. */
static uint32_t add_names(struct growth *growth, Elf32_Shdr *strings)
{
    uint32_t first = strings->sh_size;
    strings->sh_offset = add_bytes(
        growth, growth->image->file + strings->sh_offset, strings->sh_size);
    for (size_t i = 0; i < growth->count; i++)
        add_more(growth, growth->pieces[i].name,
                 strlen(growth->pieces[i].name) + 1);
    strings->sh_size += (Elf32_Word)names_size(growth);
    return first;
}

static void add_sections(struct growth *growth, const uint32_t *offsets)
{
    Elf32_Ehdr *header = &growth->header;
    Elf32_Shdr strings;
    const uint8_t *table = growth->image->file + header->e_shoff;
    size_t at = header->e_shstrndx * sizeof strings;
    memcpy(&strings, table + at, sizeof strings);
    uint32_t name = add_names(growth, &strings);
    header->e_shoff =
        add_bytes(growth, table, (size_t)header->e_shnum * sizeof strings);
    memcpy(growth->bytes + header->e_shoff + at, &strings, sizeof strings);
    for (size_t i = 0; i < growth->count; i++) {
        const struct image_piece *piece = &growth->pieces[i];
        const Elf32_Shdr section = {
            .sh_name = name,
            .sh_type = SHT_PROGBITS,
            .sh_flags = SHF_ALLOC | (piece->code ? SHF_EXECINSTR : 0),
            .sh_addr = piece->address,
            .sh_offset = offsets[i],
            .sh_size = piece->size,
            .sh_addralign = 4,
        };
        add_more(growth, &section, sizeof section);
        name += (uint32_t)strlen(piece->name) + 1;
    }
    header->e_shnum = (Elf32_Half)(header->e_shnum + growth->count);
}

/* True: the string table of the sections is one, and inside the file. */
static bool has_names(const struct growth *growth)
{
    const Elf32_Ehdr *header = &growth->header;
    Elf32_Shdr strings;
    if (header->e_shstrndx >= header->e_shnum)
        return false;
    memcpy(&strings,
           growth->image->file + header->e_shoff +
               header->e_shstrndx * sizeof strings,
           sizeof strings);
    return strings.sh_type == SHT_STRTAB &&
           (uint64_t)strings.sh_offset + strings.sh_size <=
               growth->image->file_size;
}

static void grow_elf(struct growth *growth, uint32_t *offsets)
{
    const struct image *image = growth->image;
    memcpy(growth->bytes, image->file, image->file_size);
    growth->size = image->file_size;
    for (size_t i = 0; i < growth->count; i++)
        offsets[i] =
            add_bytes(growth, growth->pieces[i].bytes, growth->pieces[i].size);
    add_segments(growth, offsets);
    if (has_names(growth))
        add_sections(growth, offsets);
    memcpy(growth->bytes, &growth->header, sizeof growth->header);
}

static bool make_elf(const struct image *image,
                     const struct image_piece *pieces, size_t count,
                     uint8_t **bytes, size_t *size, char *error)
{
    struct growth growth = {.image = image, .pieces = pieces, .count = count};
    memcpy(&growth.header, image->file, sizeof growth.header);
    growth.bytes = calloc(growth_limit(&growth), 1);
    uint32_t *offsets = calloc(count + 1, sizeof *offsets);
    bool made = growth.bytes && offsets;
    if (made)
        grow_elf(&growth, offsets);
    else
        free(growth.bytes);
    free(offsets);
    *bytes = made ? growth.bytes : NULL;
    *size = growth.size;
    return made || refuse_memory(error, IMAGE_ERROR_SIZE, image->path);
}

/* --- Intel HEX --- */

static bool make_hex(const struct image *image,
                     const struct image_piece *pieces, size_t count,
                     uint8_t **bytes, size_t *size, char *error)
{
    struct image whole = *image;
    whole.segments =
        calloc(image->segment_count + count, sizeof *whole.segments);
    if (!whole.segments)
        return refuse_memory(error, IMAGE_ERROR_SIZE, image->path);
    memcpy(whole.segments, image->segments,
           image->segment_count * sizeof *whole.segments);
    for (size_t i = 0; i < count; i++)
        whole.segments[whole.segment_count++] = (struct image_segment){
            .address = pieces[i].address,
            .size = pieces[i].size,
            .data = (uint8_t *)pieces[i].bytes,
        };
    bool made = image_hex_text(&whole, bytes, size, error);
    free(whole.segments);
    return made;
}

bool image_append(struct image *image, const struct image_piece *pieces,
                  size_t count, char error[IMAGE_ERROR_SIZE])
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    struct image grown;
    bool made = image->kind == IMAGE_ELF
                    ? make_elf(image, pieces, count, &bytes, &size, error)
                    : make_hex(image, pieces, count, &bytes, &size, error);
    if (!made)
        return false;
    bool read = image_load_memory(image->path, bytes, size, &grown, error);
    free(bytes);
    if (!read)
        return false;
    image_free(image);
    *image = grown;
    return true;
}
