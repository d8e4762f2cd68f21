/* SPDX-License-Identifier: MIT
 *
 * Checks that docs/registers.md agrees with itself.
 */
#include "tests/chip/stm32l0/register_page.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { WORD = 4 };

static bool used(const struct register_page *page,
                 const struct register_row *row)
{
    for (unsigned b = 0; b < page->block_count; b++)
        for (uint32_t at = row->first; at <= row->last; at += WORD)
            if (at < page->blocks[b].size &&
                register_page_find(page, &page->blocks[b], at) == row)
                return true;
    return false;
}

static bool overlap(const struct register_row *a, const struct register_row *b)
{
    return strcmp(a->section, b->section) == 0 && a->first <= b->last &&
           b->first <= a->last;
}

/* Two rows may share an offset when one is of a single block of several:
 * GPIOA_MODER and GPIOx_MODER, TIM22_OR and TIMx_OR. */
static bool variants(const struct register_row *a, const struct register_row *b)
{
    const char *all = strchr(a->name, 'x') ? a->name : b->name;
    const char *one = all == a->name ? b->name : a->name;
    const char *x = strchr(all, 'x');
    if (!x || a->first != b->first || a->last != b->last)
        return false;
    size_t head = (size_t)(x - all), tail = strlen(x + 1), length = strlen(one);
    return strcmp(all, one) != 0 && length > head + tail &&
           strncmp(all, one, head) == 0 &&
           strcmp(x + 1, one + length - tail) == 0;
}

/* No bit is of two kinds, and what qualifies bits qualifies bits there are. */
static const char *contradiction(const struct register_row *row)
{
    const uint32_t *bits = row->bits;
    const uint32_t kinds[] = {
        row->writable,    bits[BITS_RS], bits[BITS_RC_W1],
        bits[BITS_RC_W0], bits[BITS_W],  bits[BITS_LOCK],
    };
    uint32_t all = 0;
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (all & kinds[i])
            return "a bit is of two kinds";
        all |= kinds[i];
    }
    if ((bits[BITS_ALONE] | bits[BITS_REPORTED] | bits[BITS_RESETS]) & ~all)
        return "a bit that cannot be written is alone, reported or resets";
    if (bits[BITS_R] && row->modelled)
        return "r is for registers that are not modelled";
    if (!row->modelled && (all || bits[BITS_KEPT]))
        return "bits of a register that is not modelled";
    return NULL;
}

static const char *wrong_row(const struct register_page *page,
                             const struct register_row *row)
{
    for (const struct register_row *other = page->rows; other < row; other++)
        if (overlap(row, other) && !variants(row, other))
            return "another row has the same offset";
    if (!used(page, row))
        return "no block has this row";
    return contradiction(row);
}

static const char *wrong_block(const struct register_page *page,
                               const struct block_row *block)
{
    bool rows = !*block->section;
    for (uint32_t at = 0; at < block->size; at += WORD) {
        if (register_page_block(page, block->base + at) != block)
            return "another block has the same address";
        rows |= register_page_find(page, block, at) != NULL;
    }
    return rows ? NULL : "there is no row in its section";
}

static bool say(int line, const char *name, const char *wrong)
{
    if (wrong)
        fprintf(stderr, "docs/registers.md:%d: %s: %s\n", line, name, wrong);
    return !wrong;
}

bool register_page_check(const struct register_page *page)
{
    bool good = true;
    for (unsigned i = 0; i < page->row_count; i++)
        good &= say(page->rows[i].line, page->rows[i].name,
                    wrong_row(page, &page->rows[i]));
    for (unsigned i = 0; i < page->block_count; i++)
        good &= say(page->blocks[i].line, page->blocks[i].name,
                    wrong_block(page, &page->blocks[i]));
    return good;
}
