/* SPDX-License-Identifier: MIT */
#include "bench/lint_base.h"

#include <stdlib.h>

enum {
    WINDOW = 0x00200000, /* of flash, the largest part's */
    FEW = 8,             /* addresses, which show nothing */
    STEP = 0x400,        /* between bases: the smallest page */
    VECTORS = 48,        /* are looked at; */
    HANDLERS = 4         /* different ones, fewer of which show nothing */
};

/* The words of a file that are addresses in flash. */
struct addresses {
    uint32_t *list;
    unsigned count;
    uint32_t size; /* of the file */
};

static bool read_addresses(const struct image *image, uint32_t reset,
                           struct addresses *addresses)
{
    const struct image_segment *file = &image->segments[0];
    addresses->size = file->size;
    addresses->list = malloc(file->size);
    for (uint32_t i = 0; addresses->list && i + 4 <= file->size; i += 4) {
        uint32_t word = 0;
        image_word(image, file->address + i, &word);
        if (word / WINDOW == reset / WINDOW)
            addresses->list[addresses->count++] = word;
    }
    return addresses->list;
}

/* Returns how many lead into the file if it begins at BASE. */
static unsigned count_inside(const struct addresses *addresses, uint32_t base)
{
    unsigned count = 0;
    for (unsigned i = 0; i < addresses->count; i++)
        count += addresses->list[i] - base < addresses->size;
    return count;
}

/* --- the handlers of the vector table --- */

struct handlers {
    uint32_t list[VECTORS]; /* addresses, without bit 0 */
    unsigned count;
};

static bool known(const struct handlers *handlers, uint32_t address)
{
    for (unsigned i = 0; i < handlers->count; i++)
        if (handlers->list[i] == address)
            return true;
    return false;
}

/* The table ends with the first word that is neither a handler nor empty. */
static struct handlers read_handlers(const struct image *image, uint32_t table)
{
    struct handlers handlers = {.count = 0};
    uint32_t word;
    for (unsigned i = 1; i < VECTORS; i++) {
        if (!image_word(image, table + 4 * i, &word) || (word && !(word & 1)))
            break;
        if (word && !known(&handlers, word & ~1u))
            handlers.list[handlers.count++] = word & ~1u;
    }
    return handlers;
}

/* What compilers let functions begin with: PUSH, LDR of a literal, MOVW and
 * MOVT, SUB SP, MRS, CPSID, BX LR, B to itself, BKPT, NOP. */
static bool begins(uint16_t code)
{
    return (code & 0xFE00) == 0xB400 || code == 0xE92D ||
           (code & 0xF800) == 0x4800 || (code & 0xFF7F) == 0xF85F ||
           (code & 0xFB70) == 0xF240 || (code & 0xFF80) == 0xB080 ||
           code == 0xF3EF || code == 0xB672 || code == 0x4770 ||
           code == 0xE7FE || code >> 8 == 0xBE || code >> 8 == 0xBF;
}

/* Returns how many handlers are functions of the file if it begins at BASE. */
static unsigned count_functions(const struct image *image,
                                const struct handlers *handlers, uint32_t base)
{
    uint32_t first = image->segments[0].address;
    unsigned count = 0;
    for (unsigned i = 0; i < handlers->count; i++) {
        uint16_t code = 0;
        count += image_read(image, handlers->list[i] - base + first, &code,
                            sizeof code) == sizeof code &&
                 begins(code);
    }
    return count;
}

/* Code at another base is halfwords at random, of which few begin a function.
 */
static bool mostly_functions(const struct image *image,
                             const struct handlers *handlers, uint32_t base)
{
    return 4 * count_functions(image, handlers, base) >= 3 * handlers->count;
}

static bool runs_there(const struct image *image,
                       const struct handlers *handlers, uint32_t base,
                       uint32_t first)
{
    return handlers->count >= HANDLERS &&
           2 * count_functions(image, handlers, first) < handlers->count &&
           mostly_functions(image, handlers, base);
}

/* --- the base --- */

/* Returns the base at which most lead into the file, the most even one of
 * several: programs begin at a sector. */
static uint32_t find_base(const struct addresses *addresses, uint32_t reset)
{
    uint32_t last = reset & ~(STEP - 1u), best = 0;
    unsigned most = 0;
    for (uint32_t back = 0; back < addresses->size && back <= last;
         back += STEP) {
        uint32_t base = last - back;
        unsigned inside = count_inside(addresses, base);
        bool evener = (base & -base) > (best & -best);
        if (inside < most || (inside == most && !evener))
            continue;
        most = inside;
        best = base;
    }
    return best;
}

/* True: nearly all lead into the file at BASE, and clearly more than at
 * FIRST. */
static bool fits_better(const struct addresses *addresses, uint32_t base,
                        uint32_t first)
{
    unsigned all = addresses->count, inside = count_inside(addresses, base);
    unsigned gain = inside - count_inside(addresses, first);
    return all >= FEW && 100 * inside >= 85 * all && gain >= FEW &&
           50 * gain >= all;
}

bool lint_base_is_wrong(const struct image *image, uint32_t *base)
{
    uint32_t first = image->segments[0].address, reset;
    struct addresses addresses = {.count = 0};
    *base = 0;
    if (image->kind != IMAGE_BIN || !image_word(image, first + 4, &reset) ||
        !(reset & 1) || !read_addresses(image, reset, &addresses))
        return false;
    struct handlers handlers = read_handlers(image, first);
    uint32_t best = find_base(&addresses, reset);
    bool outside = reset - first >= addresses.size;
    bool better = best != first && (fits_better(&addresses, best, first) ||
                                    runs_there(image, &handlers, best, first));
    if (better && mostly_functions(image, &handlers, best))
        *base = best;
    free(addresses.list);
    return outside || better;
}
