/* SPDX-License-Identifier: MIT
 *
 * The contents of the flash banks: the code in each, and the address that shows
 * that the application runs. Loads images and the built-in contents of bank 2
 * into a chip.
 */
#ifndef BENCH_BANK_H
#define BENCH_BANK_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"
#include "bench/readings.h"
#include "chip/chip.h"

enum bank2_kind {
    BANK2_BLANK, /* erased (default) */
    BANK2_APP,   /* a built-in application with a valid head */
    BANK2_NOISE, /* a word that looks like a head and junk behind it */
    BANK2_COPY,  /* the image under test once more */
    BANK2_FILE   /* another image */
};

/* The code of a bank. It runs only while the bank is at 0x08000000. */
struct bank {
    const struct image *image; /* NULL: blank, noise or the built-in one */
    struct image_range app;    /* code of the built-in application */
    uint32_t main;             /* bank_main() of it; 0 = there is none */
};

/* Returns the address at which the application counts as running: main, or
 * without symbols the handler that the library continues at, or the reset
 * handler. */
uint32_t bank_main(const struct image *image);

/* Returns the address of the reset handler that the application begins with:
 * the one that the library continues at, or that of the vector table. */
uint32_t bank_handler(const struct bank *bank);

/* True: the check of a ROM with these readings takes WORD for the head of a
 * bank; NULL: that of some ROM, under some readings. */
bool bank_is_head(const struct part *part, uint32_t word,
                  const struct rom_info *rom, const struct readings *readings);
/* The same under any reading, for some part if PART is NULL. */
bool bank_may_be_head(const struct part *part, uint32_t word);

/* Stores an image at its load addresses (UFB=0). The image fits the part. */
void bank_load(struct chip *chip, const struct image *image);
/* Stores what the image has for SRAM, which the power-on took away. */
void bank_load_ram(struct chip *chip, const struct image *image);

/* True: IMAGE stores bytes in bank 2 of PART, so that it is not free. */
bool bank_2_taken(const struct image *image, const struct part *part);

/* True: IMAGE fits into one bank of PART. False: ERROR gives the reason. */
bool bank_fits(const struct image *image, const struct part *part,
               char error[IMAGE_ERROR_SIZE]);

/* True: PART has a bank 2 for KIND, and IMAGE leaves it free (or fits twice).
 * False: ERROR gives the reason. */
bool bank_2_possible(const struct part *part, const struct image *image,
                     enum bank2_kind kind, char error[IMAGE_ERROR_SIZE]);

/* Loads KIND into bank 2. IMAGE is the image under test for BANK2_COPY, the
 * other image for BANK2_FILE, and unused otherwise. */
struct bank bank_2(struct chip *chip, enum bank2_kind kind,
                   const struct image *image);

/* True: ADDRESS lies in the code of BANK. */
bool bank_is_code(const struct bank *bank, uint32_t address);

/* Returns the code range that contains ADDRESS; hi = 0: none does. */
struct image_range bank_range(const struct bank *bank, uint32_t address);

#endif
