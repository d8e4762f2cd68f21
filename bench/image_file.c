/* SPDX-License-Identifier: MIT */
#include "bench/image_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench/file.h"
#include "bench/image_builder.h"
#include "bench/image_elf.h"
#include "bench/image_hex.h"
#include "bench/refuse.h"
#include "chip/chip.h"
#include "chip/little_endian.h"
#include "src/boot0_record.h"

enum {
    CODE_GAP = 8,    /* padding between two code sections */
    BIN_MINIMUM = 8, /* the two vector words every image has */
    BIN_LIMIT = 1 << 20,
    RAM_LIMIT = 0x20080000,  /* above that of any STM32: no ASCII text has such
                                a word */
    SECOND_RAM = 0x10000000, /* CCM, SRAM2 */
    SECOND_SIZE = 0x10000,
    TEXT_BYTES = 512 /* are looked at to tell text from binary */
};

static int compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_segments(const void *a, const void *b)
{
    const struct image_segment *left = a, *right = b;
    return compare(left->address, right->address);
}

static int compare_ranges(const void *a, const void *b)
{
    const struct image_range *left = a, *right = b;
    return compare(left->lo, right->lo);
}

static bool sort_segments(struct image *image, char *error)
{
    if (image->segment_count == 0)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: nothing in it is to be programmed",
                      path_tail(image->path));
    qsort(image->segments, image->segment_count, sizeof *image->segments,
          compare_segments);
    for (size_t i = 1; i < image->segment_count; i++) {
        const struct image_segment *low = &image->segments[i - 1];
        uint32_t address = image->segments[i].address;
        if (address - low->address < low->size)
            return refuse(error, IMAGE_ERROR_SIZE,
                          "%s: stores two things at 0x%08X; check the load "
                          "addresses in the linker script",
                          path_tail(image->path), (unsigned)address);
    }
    return true;
}

static void sort_code(struct image *image)
{
    if (image->code_count == 0)
        return;
    qsort(image->code, image->code_count, sizeof *image->code, compare_ranges);
    size_t last = 0;
    for (size_t i = 1; i < image->code_count; i++) {
        struct image_range *range = &image->code[i];
        struct image_range *low = &image->code[last];
        if (range->lo > low->hi && range->lo - low->hi >= CODE_GAP)
            image->code[++last] = *range;
        else if (range->hi > low->hi)
            low->hi = range->hi;
    }
    image->code_count = last + 1;
}

static bool has_extension(const char *path, const char *const *list)
{
    const char *dot = strrchr(path, '.');
    for (; dot && *list; list++)
        if (strcasecmp(dot, *list) == 0)
            return true;
    return false;
}

/* The contents decide the kind of a file. A name that contradicts them is
 * refused, because any file could be a raw binary. */
static bool find_kind(struct image *image, char *error)
{
    static const char *const elf[] = {".elf", ".axf", ".out", NULL};
    static const char *const hex[] = {".hex", ".ihex", ".ihx", NULL};
    static const char *const other[] = {".uf2", ".dfu", ".s19", ".srec", ".mot",
                                        ".zip", ".o",   ".a",   NULL};
    const char *name = path_tail(image->path);
    if (image->file_size >= 4 && memcmp(image->file, "\177ELF", 4) == 0)
        image->kind = IMAGE_ELF;
    else if (image->file[0] == ':')
        image->kind = IMAGE_HEX;
    else if (has_extension(image->path, elf))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: not an ELF file: the first bytes are not 7F 45 4C "
                      "46; give the linker's output",
                      name);
    else if (has_extension(image->path, hex))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: not Intel HEX: the first character is not ':'; "
                      "make one with objcopy -O ihex",
                      name);
    else if (has_extension(image->path, other))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: this kind of file is not read; give an ELF, Intel "
                      "HEX or raw binary file",
                      name);
    else
        image->kind = IMAGE_BIN;
    return true;
}

/* True: a part may start with these words. Either may be unusual: an invalid
 * head has no stack pointer, a damaged image no handler. */
static bool are_vectors(const struct image *image, uint32_t base)
{
    uint32_t sp = little_endian(image->file, 4);
    uint32_t reset = little_endian(image->file + 4, 4);
    bool stack = sp % 4 == 0 && ((sp >= SRAM_BASE && sp < RAM_LIMIT) ||
                                 sp - SECOND_RAM - 1 < SECOND_SIZE);
    bool inside = reset - base < image->file_size;
    return stack || sp >> 8 == BOOT0_INVALID_HEAD >> 8 || (reset % 2 && inside);
}

/* Letters beyond ASCII are rare in text. */
static bool is_text(const struct image *image)
{
    size_t beyond = 0;
    size_t size = image->file_size < TEXT_BYTES ? image->file_size : TEXT_BYTES;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = image->file[i];
        if ((byte < ' ' && !strchr("\t\n\r\f", byte)) || byte == 0 ||
            byte == 0x7F)
            return false;
        beyond += byte > 0x7F;
    }
    return beyond <= size / 4;
}

static bool refuse_bin(const struct image *image, char *error)
{
    static const char *const sources[] = {".c", ".h",   ".cpp", ".cc", ".S",
                                          ".s", ".asm", ".ino", ".rs", NULL};
    static const char *const maps[] = {".map", ".ld", ".lst", ".dis", NULL};
    const char *name = path_tail(image->path);
    if (!is_text(image))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: no firmware: a raw binary begins with a stack "
                      "pointer and the address of its reset handler, not with "
                      "0x%08X 0x%08X",
                      name, (unsigned)little_endian(image->file, 4),
                      (unsigned)little_endian(image->file + 4, 4));
    const char *what = has_extension(name, sources) ? "source code"
                       : has_extension(name, maps)  ? "the linker's text"
                                                    : "a text file";
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: %s, not firmware; give what the linker made of it: an "
                  "ELF, Intel HEX or raw binary file",
                  name, what);
}

static bool read_bin(struct image *image, uint32_t base, char *error)
{
    if (image->file_size < BIN_MINIMUM)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: %zu bytes are no image: a raw binary starts with "
                      "two vector words",
                      path_tail(image->path), image->file_size);
    if (image->file_size > BIN_LIMIT)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: a raw binary of %zu bytes does not fit any flash; "
                      "give the ELF file, or make one with objcopy -O binary "
                      "of the flash sections only",
                      path_tail(image->path), image->file_size);
    if (!are_vectors(image, base))
        return refuse_bin(image, error);
    uint32_t size = (uint32_t)image->file_size;
    image_add_segment(image, base, image->file, size);
    return true;
}

/* Without sections every stored byte counts as code. */
static void code_from_segments(struct image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        image_add_code(image, segment->address,
                       segment->address + segment->size);
    }
}

static bool read_kind(struct image *image, uint32_t base, char *error)
{
    if (!find_kind(image, error))
        return false;
    switch (image->kind) {
    case IMAGE_ELF: return image_elf_read(image, error);
    case IMAGE_HEX: return image_hex_read(image, error);
    case IMAGE_BIN: return read_bin(image, base, error);
    }
    return false;
}

static bool read_image(struct image *image, uint32_t base, char *error)
{
    bool read = read_kind(image, base, error);
    if (read && image->code_count == 0)
        code_from_segments(image);
    if (image->out_of_memory)
        return refuse_memory(error, IMAGE_ERROR_SIZE, image->path);
    if (!read || !sort_segments(image, error))
        return false;
    sort_code(image);
    return true;
}

/* Takes over the bytes of a file; NULL = out of memory. */
static bool take(const char *path, uint8_t *bytes, size_t size, uint32_t base,
                 struct image *image, char *error)
{
    *image =
        (struct image){.path = strdup(path), .file = bytes, .file_size = size};
    bool ok = image->path && bytes
                  ? read_image(image, base, error)
                  : refuse_memory(error, IMAGE_ERROR_SIZE, path);
    if (!ok)
        image_free(image);
    return ok;
}

bool image_load_at(const char *path, uint32_t base, struct image *image,
                   char error[IMAGE_ERROR_SIZE])
{
    uint8_t *bytes;
    size_t size;
    *image = (struct image){0};
    if (!file_read(path, &bytes, &size, error, IMAGE_ERROR_SIZE))
        return false;
    return take(path, bytes, size, base, image, error);
}

bool image_load(const char *path, struct image *image,
                char error[IMAGE_ERROR_SIZE])
{
    return image_load_at(path, IMAGE_BASE, image, error);
}

bool image_load_memory(const char *name, const void *bytes, size_t size,
                       struct image *image, char error[IMAGE_ERROR_SIZE])
{
    *image = (struct image){0};
    if (size == 0)
        return refuse(error, IMAGE_ERROR_SIZE, "%s: the file is empty",
                      path_tail(name));
    uint8_t *copy = calloc(size + 1, 1);
    if (copy)
        memcpy(copy, bytes, size);
    return take(name, copy, size, IMAGE_BASE, image, error);
}

bool image_set_word(struct image *image, uint32_t address, uint32_t word)
{
    uint8_t bytes[4];
    put_little_endian(bytes, sizeof bytes, word);
    if (!image_store(image, address, bytes, sizeof bytes))
        return false;
    if (image->kind == IMAGE_HEX)
        image_hex_rewrite(image, address, sizeof bytes);
    return true;
}
