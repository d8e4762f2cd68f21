/* SPDX-License-Identifier: MIT
 *
 * A firmware image: the bytes that a programmer would write to the part, the
 * addresses where its code may run, and its symbols.
 *
 * Read: ELF32 little-endian ARM executables (ELF for the Arm Architecture,
 * IHI 0044), Intel HEX (records 00-05), raw binary at 0x08000000. Addresses in
 * data are load addresses (where the bytes are stored); code ranges and
 * symbols are run addresses (where the core fetches them).
 * Not read: S-records, DfuSe and UF2 files, archives, object files.
 */
#ifndef BENCH_IMAGE_H
#define BENCH_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chip/part.h"

enum {
    IMAGE_BASE = 0x08000000, /* a raw binary starts here, as does bank 1 */
    IMAGE_ERROR_SIZE = 512   /* long enough for every error text */
};

enum image_kind { IMAGE_BIN, IMAGE_HEX, IMAGE_ELF };

/* Consecutive bytes to be stored at a load address. */
struct image_segment {
    uint32_t address; /* load address */
    uint32_t size;    /* bytes; never 0, never past the end of an address space
                         of 32 bits */
    uint8_t *data;    /* the bytes, inside image.file or image.decoded */
};

/* Run addresses [lo, hi) that hold the image's own code. */
struct image_range {
    uint32_t lo, hi;
};

/* Bytes that the start-up copies to where they run: variables, code in RAM. */
struct image_copy {
    uint32_t load, run; /* their load address, and that of the copy */
    uint32_t size;
};

struct image_symbol {
    const char *name;
    uint32_t address; /* run address, bit 0 cleared for functions */
    uint32_t size;    /* bytes, 0 = unknown */
    bool function;    /* STT_FUNC; otherwise an object or a bare label */
    bool global;      /* not local to one object file */
    bool absolute;    /* a number (SHN_ABS, as linker scripts define), not a
                         place in a section */
};

struct image {
    char *path; /* as given, for messages */
    enum image_kind kind;

    uint8_t *file; /* the whole file as read (and as changed by writes) */
    size_t file_size;
    uint8_t *decoded; /* the bytes of a HEX file, else NULL */

    struct image_segment *segments; /* by rising address, never overlapping */
    size_t segment_count;
    struct image_range *code; /* rising; gaps below 8 bytes closed */
    size_t code_count;
    struct image_copy *copies; /* of ELF files */
    size_t copy_count;

    struct image_symbol *symbols; /* by rising address; none in HEX and BIN */
    size_t symbol_count;
    char *names; /* the string table that holds the names of its own */
    struct image *lenders; /* the ELF files that the others come from */
    size_t lender_count;   /* (image_symbols.h) */

    unsigned arch;      /* Tag_CPU_arch of an ELF file's build attributes
                           (IHI 0045), 0 = unknown */
    bool out_of_memory; /* while it is read: a table was cut short */
};

/* Frees the memory of the image and empties it. An empty image is allowed. */
void image_free(struct image *image);

/* True: every byte lies in the flash or the data EEPROM of PART. */
bool image_fits(const struct image *image, const struct part *part,
                char error[IMAGE_ERROR_SIZE]);
/* The same, with what a debugger can load besides: initialised data in SRAM. */
bool image_fits_with_ram(const struct image *image, const struct part *part,
                         char error[IMAGE_ERROR_SIZE]);

/* Counts the bytes for SRAM; *ADDRESS is that of the first if there are any. */
size_t image_ram(const struct image *image, const struct part *part,
                 uint32_t *address);

/* Copies SIZE bytes from load address ADDRESS. Bytes the image does not store
 * read as 0, the erased value of this flash. Returns how many it stores. */
size_t image_read(const struct image *image, uint32_t address, void *data,
                  size_t size);

/* Reads the little-endian word at a load address; false: the image does not
 * store all of it (and *word has 0 in the missing bytes). */
bool image_word(const struct image *image, uint32_t address, uint32_t *word);

/* Returns SIZE bytes at a run address: code as it is fetched, the initial value
 * of a variable. NULL: one segment does not store all of them. */
const uint8_t *image_run_bytes(const struct image *image, uint32_t address,
                               size_t size);

/* Changes SIZE bytes that the image stores from ADDRESS on, in its segments
 * only. False: the image does not store all of them; it is unchanged. */
bool image_store(struct image *image, uint32_t address, const void *bytes,
                 size_t size);

/* True: ADDRESS (bit 0 ignored) lies in the image's own code. */
bool image_is_code(const struct image *image, uint32_t address);

/* Returns the symbol of that name, a global one first, or NULL. */
const struct image_symbol *image_symbol(const struct image *image,
                                        const char *name);

/* Returns the symbol that contains ADDRESS (a run address; bit 0 ignored): the
 * nearest one at or below it, functions first; NULL when there is none or it is
 * known to end before ADDRESS. */
const struct image_symbol *image_symbol_at(const struct image *image,
                                           uint32_t address);

/* Formats ADDRESS as "name+0x12", "name" at its start, or "0x08001234" without
 * a symbol. C++ names are demangled, without their parameters. */
void image_describe(const struct image *image, uint32_t address, char *text,
                    size_t size);

#endif
