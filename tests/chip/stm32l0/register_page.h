/* SPDX-License-Identifier: MIT
 *
 * docs/registers.md as data. The page says what the columns mean; here they
 * have the same names.
 */
#ifndef TESTS_CHIP_STM32L0_REGISTER_PAGE_H
#define TESTS_CHIP_STM32L0_REGISTER_PAGE_H

#include <stdbool.h>
#include <stdint.h>

enum { REGISTER_ROWS = 512, BLOCK_ROWS = 64, PAGE_NAME = 24, PAGE_TEXT = 160 };

/* The column "other bits". */
enum other_bits {
    BITS_RS,
    BITS_RC_W1,
    BITS_RC_W0,
    BITS_W,
    BITS_R,
    BITS_OWN,
    BITS_ALONE,
    BITS_LOCK,
    BITS_RESETS,
    BITS_REPORTED,
    BITS_KEPT,
    BITS_KEY,
    BITS_SLOW,
    BITS_COUNT
};

struct register_row {
    int line; /* of the page */
    char section[PAGE_NAME];
    char name[PAGE_NAME];   /* as ST prints it */
    char manual[PAGE_NAME]; /* where the manual has the section */
    uint32_t first, last;   /* offsets; one register in each word */
    uint32_t power_on;
    uint32_t fixed;  /* digits of power_on that are no X */
    uint32_t system; /* what is not kept */
    bool modelled;
    uint32_t writable;
    uint32_t bits[BITS_COUNT]; /* KEY and SLOW: all ones or 0 */
    char steps[PAGE_NAME];
    char grade[4];
    char source[PAGE_TEXT];
};

struct block_row {
    int line;
    char name[PAGE_NAME];
    uint32_t base, size;
    uint32_t enable; /* address of the RCC_xENR; 0 = always clocked */
    uint32_t enable_bit;
    char section[PAGE_NAME]; /* of its registers; "" = not listed */
};

struct register_page {
    struct block_row blocks[BLOCK_ROWS];
    unsigned block_count;
    struct register_row rows[REGISTER_ROWS];
    unsigned row_count;
};

/* Reads the page. What cannot be understood is printed with its line, and
 * false returned. */
bool register_page_read(struct register_page *page);

/* Offsets and addresses do not overlap, no bit is of two kinds, every row
 * belongs to a block. What is wrong is printed with its line. */
bool register_page_check(const struct register_page *page);

/* The row for a word of a block, or NULL. A row that begins with the name of
 * the block (GPIOA_MODER) goes before one for all (GPIOx_MODER). */
const struct register_row *register_page_find(const struct register_page *page,
                                              const struct block_row *block,
                                              uint32_t offset);

/* The block at an address, or NULL. */
const struct block_row *register_page_block(const struct register_page *page,
                                            uint32_t address);

#endif
