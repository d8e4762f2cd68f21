/* SPDX-License-Identifier: MIT */
#include "bench/flash_plan.h"

#include <string.h>

#include "bench/refuse.h"

const char *const flash_policy_names[FLASH_POLICIES + 1] = {
    [FLASH_POLICY_ADDRESS] = "address",
    [FLASH_POLICY_FIRST_LAST] = "first-last",
    [FLASH_POLICY_LAST_FIRST] = "last-first",
};

/* --- pages --- */

static bool has(const uint8_t *pages, uint32_t page)
{
    return pages[page / 8] >> page % 8 & 1;
}

static void put(uint8_t *pages, uint32_t page)
{
    pages[page / 8] |= (uint8_t)(1u << page % 8);
}

static uint32_t page_of(const struct flash_plan *plan, uint32_t address)
{
    return device_page_at(plan->device, address).number;
}

bool flash_plan_has(const struct flash_plan *plan, uint32_t page)
{
    return page < FLASH_PLAN_PAGES && has(plan->pages, page);
}

/* --- bytes --- */

/* Puts the bytes that IMAGE stores over BYTES; returns how many. */
static uint32_t overlay(const struct image *image, uint32_t address,
                        uint8_t *bytes, uint32_t length)
{
    uint32_t total = 0;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        uint64_t lo = segment->address, hi = lo + segment->size;
        uint64_t from = address > lo ? address : lo;
        uint64_t end = (uint64_t)address + length;
        uint64_t to = end < hi ? end : hi;
        if (from >= to)
            continue;
        memcpy(bytes + (from - address), segment->data + (from - lo),
               to - from);
        total += (uint32_t)(to - from);
    }
    return total;
}

static uint32_t contents(const struct image *image, const struct device *device,
                         uint32_t address, uint8_t *bytes, uint32_t length)
{
    memset(bytes, device->erased, length);
    return overlay(image, address, bytes, length);
}

void flash_plan_bytes(const struct flash_plan *plan, uint32_t address,
                      void *bytes, uint32_t length)
{
    contents(plan->image, plan->device, address, bytes, length);
}

enum { BLOCK_MAX = 256 };

/* Returns whether the image has a byte of the block. */
static bool is_stored(const struct flash_plan *plan, uint32_t address,
                      uint32_t length)
{
    uint8_t bytes[BLOCK_MAX];
    return contents(plan->image, plan->device, address, bytes, length) != 0;
}

/* Returns whether the block is as an erase leaves it. */
static bool is_erased(const struct flash_plan *plan, uint32_t address,
                      uint32_t length)
{
    uint8_t bytes[BLOCK_MAX];
    contents(plan->image, plan->device, address, bytes, length);
    for (uint32_t i = 0; i < length; i++)
        if (bytes[i] != plan->device->erased)
            return false;
    return true;
}

/* --- making --- */

/* Returns whether what the image wants there is there. What the old image does
 * not have is not known. */
static bool is_equal(const struct flash_plan *plan, const struct image *old,
                     uint32_t number)
{
    uint8_t want[BLOCK_MAX], have[BLOCK_MAX];
    struct device_page page = device_page(plan->device, number);
    uint32_t known = 0;
    for (uint32_t at = 0; at < page.size; at += BLOCK_MAX) {
        uint32_t address = page.address + at, length = page.size - at;
        length = length < BLOCK_MAX ? length : BLOCK_MAX;
        contents(plan->image, plan->device, address, want, length);
        known += contents(old, plan->device, address, have, length);
        if (memcmp(want, have, length) != 0)
            return false;
    }
    return known != 0;
}

static void put_stored(struct flash_plan *plan)
{
    for (size_t i = 0; i < plan->image->segment_count; i++) {
        const struct image_segment *segment = &plan->image->segments[i];
        uint32_t last = page_of(plan, segment->address + segment->size - 1);
        for (uint32_t page = page_of(plan, segment->address); page <= last;
             page++)
            put(plan->stored, page);
    }
}

static void put_pages(struct flash_plan *plan, const struct image *old)
{
    for (uint32_t page = 0; page < FLASH_PLAN_PAGES; page++)
        if (has(plan->stored, page) && !(old && is_equal(plan, old, page))) {
            put(plan->pages, page);
            plan->page_count++;
        }
    if (plan->policy != FLASH_POLICY_ADDRESS && plan->page_count &&
        !has(plan->pages, plan->valid_page)) {
        put(plan->pages, plan->valid_page);
        plan->page_count++;
    }
}

static void put_valid(struct flash_plan *plan, uint32_t address)
{
    plan->valid_page = page_of(plan, address);
    if (plan->policy != FLASH_POLICY_FIRST_LAST || !plan->device->head)
        return;
    plan->head = address - address % plan->device->head;
    plan->head_size = plan->device->head;
}

static void count_bytes(struct flash_plan *plan)
{
    struct flash_cursor cursor = {0, 0};
    uint32_t address, length;
    while (flash_plan_write(plan, &cursor, BLOCK_MAX, &address, &length))
        plan->write_count += length;
    cursor = (struct flash_cursor){0, 0};
    while (flash_plan_verify(plan, &cursor, BLOCK_MAX, &address, &length))
        plan->verify_count += length;
}

/* --- refusing --- */

struct refusal {
    const struct flash_plan_setup *setup;
    const char *name; /* of the image */
    uint32_t size, start;
    char *error;
    size_t error_size;
};

static bool inside(const struct image_segment *segment, uint32_t base,
                   uint32_t size)
{
    return segment->address >= base && segment->address - base <= size &&
           size - (segment->address - base) >= segment->size;
}

static bool refuse_place(const struct refusal *to,
                         const struct image_segment *segment)
{
    const struct device *device = to->setup->device;
    unsigned first = segment->address, last = first + segment->size - 1;
    if (device->eeprom && inside(segment, device->eeprom, device->eeprom_size))
        return refuse(to->error, to->error_size,
                      "%s: stores 0x%08X-0x%08X in the data EEPROM, which an "
                      "update leaves as it is; take the section out of the "
                      "image (objcopy -R .eeprom)",
                      to->name, first, last);
    return refuse(to->error, to->error_size,
                  "%s: stores 0x%08X-0x%08X, but the flash of this %s is "
                  "0x%08X-0x%08X (%u KB)",
                  to->name, first, last, device->name,
                  (unsigned)DEVICE_FLASH_BASE,
                  (unsigned)(DEVICE_FLASH_BASE + to->size - 1),
                  (unsigned)(to->size / 1024));
}

static bool refuse_start(const struct refusal *to, uint32_t first)
{
    if (to->start != DEVICE_FLASH_BASE && first < to->start)
        return refuse(to->error, to->error_size,
                      "%s: begins at 0x%08X, where the resident is; link it "
                      "for 0x%08X",
                      to->name, (unsigned)first, (unsigned)to->start);
    return refuse(to->error, to->error_size,
                  "%s: begins at 0x%08X, but the part starts what is at "
                  "0x%08X; link it there",
                  to->name, (unsigned)first, (unsigned)to->start);
}

static bool is_possible(const struct refusal *to)
{
    const struct image *image = to->setup->image;
    if (!image->segment_count)
        return refuse(to->error, to->error_size, "%s: stores nothing",
                      to->name);
    for (size_t i = 0; i < image->segment_count; i++)
        if (!inside(&image->segments[i], DEVICE_FLASH_BASE, to->size))
            return refuse_place(to, &image->segments[i]);
    if (image->segments[0].address != to->start)
        return refuse_start(to, image->segments[0].address);
    return true;
}

static uint32_t flash_size(const struct flash_plan_setup *setup)
{
    uint32_t most = setup->device->flash_kb * 1024;
    return setup->flash_size && setup->flash_size < most ? setup->flash_size
                                                         : most;
}

bool flash_plan_make(struct flash_plan *plan,
                     const struct flash_plan_setup *setup, char *error,
                     size_t error_size)
{
    const struct refusal to = {
        .setup = setup,
        .name = path_tail(setup->image->path),
        .size = flash_size(setup),
        .start = setup->start ? setup->start : DEVICE_FLASH_BASE,
        .error = error,
        .error_size = error_size,
    };
    if (!is_possible(&to))
        return false;
    *plan = (struct flash_plan){.device = setup->device,
                                .image = setup->image,
                                .policy = setup->policy};
    put_valid(plan, setup->valid_at ? setup->valid_at : to.start);
    put_stored(plan);
    put_pages(plan, setup->old);
    count_bytes(plan);
    return true;
}

/* --- order --- */

/* The valid page has an index of its own, in front of the others' or behind
 * them; all by rising address need none. */
enum {
    INDEX_FIRST,
    INDEX_OTHERS,
    INDEX_LAST = INDEX_OTHERS + FLASH_PLAN_PAGES,
    INDEX_HEAD /* what is written last of that page */
};

static uint32_t valid_index(const struct flash_plan *plan, bool first)
{
    if (plan->policy == FLASH_POLICY_ADDRESS)
        return INDEX_OTHERS + plan->valid_page;
    return first ? INDEX_FIRST : INDEX_LAST;
}

static uint32_t erase_index(const struct flash_plan *plan)
{
    return valid_index(plan, plan->policy == FLASH_POLICY_FIRST_LAST);
}

static uint32_t write_index(const struct flash_plan *plan)
{
    return valid_index(plan, plan->policy == FLASH_POLICY_LAST_FIRST);
}

/* Returns the page at INDEX, with the valid page at VALID; FLASH_PLAN_PAGES =
 * none is there. */
static uint32_t page_in_order(const struct flash_plan *plan, uint32_t index,
                              uint32_t valid)
{
    if (index == valid)
        return plan->valid_page;
    uint32_t page = index - INDEX_OTHERS; /* that of INDEX_FIRST wraps */
    return page < FLASH_PLAN_PAGES && page != plan->valid_page
               ? page
               : FLASH_PLAN_PAGES;
}

bool flash_plan_erase(const struct flash_plan *plan,
                      struct flash_cursor *cursor, uint32_t *page)
{
    for (; cursor->index <= INDEX_LAST; cursor->index++) {
        *page = page_in_order(plan, cursor->index, erase_index(plan));
        if (!flash_plan_has(plan, *page))
            continue;
        cursor->index++;
        return true;
    }
    return false;
}

struct flash_cursor flash_plan_at(const struct flash_plan *plan,
                                  uint32_t address)
{
    uint32_t page = page_of(plan, address);
    return (struct flash_cursor){.index = page == plan->valid_page
                                              ? write_index(plan)
                                              : INDEX_OTHERS + page};
}

/* --- blocks --- */

enum blocks { TO_WRITE, TO_VERIFY };

static uint32_t page_at(const struct flash_plan *plan, enum blocks which,
                        uint32_t index)
{
    uint32_t page = which == TO_WRITE
                        ? page_in_order(plan, index, write_index(plan))
                        : index;
    const uint8_t *pages = which == TO_WRITE ? plan->pages : plan->stored;
    return page < FLASH_PLAN_PAGES && has(pages, page) ? page
                                                       : FLASH_PLAN_PAGES;
}

/* Returns what is written or read at an index; size 0 = nothing. */
static struct device_page place_at(const struct flash_plan *plan,
                                   enum blocks which, uint32_t index)
{
    if (which == TO_WRITE && index == INDEX_HEAD && plan->page_count)
        return (struct device_page){plan->valid_page, plan->head,
                                    plan->head_size};
    return device_page(plan->device, page_at(plan, which, index));
}

/* True: the head begins at that address, or has it, and comes by itself. */
static bool is_head(const struct flash_plan *plan, enum blocks which,
                    uint32_t index, uint32_t address)
{
    return which == TO_WRITE && index != INDEX_HEAD &&
           address - plan->head < plan->head_size;
}

/* Returns how many bytes of a block there are from an address on: up to its
 * end, or to the head. */
static uint32_t block_length(const struct flash_plan *plan, enum blocks which,
                             uint32_t index, uint32_t address)
{
    uint32_t length = plan->device->block - address % plan->device->block;
    if (index == INDEX_HEAD || is_head(plan, which, index, address))
        return plan->head + plan->head_size - address;
    if (which == TO_WRITE && plan->head_size && plan->head > address &&
        plan->head - address < length)
        return plan->head - address;
    return length;
}

static bool is_wanted(const struct flash_plan *plan, enum blocks which,
                      uint32_t address, uint32_t length)
{
    return which == TO_WRITE ? !is_erased(plan, address, length)
                             : is_stored(plan, address, length);
}

static bool next_block(const struct flash_plan *plan, enum blocks which,
                       struct flash_cursor *cursor, uint32_t *address,
                       uint32_t *length)
{
    for (; cursor->index <= INDEX_HEAD; cursor->index++, cursor->offset = 0) {
        uint32_t index = cursor->index;
        struct device_page place = place_at(plan, which, index);
        while (cursor->offset < place.size) {
            *address = place.address + cursor->offset;
            *length = block_length(plan, which, index, *address);
            cursor->offset += *length;
            if (!is_head(plan, which, index, *address) &&
                is_wanted(plan, which, *address, *length))
                return true;
        }
    }
    return false;
}

/* The page that comes last is a piece of its own, even behind its neighbour. */
static bool goes_on(const struct flash_cursor *from,
                    const struct flash_cursor *to)
{
    return from->index == to->index || to->index < FLASH_PLAN_PAGES;
}

static bool next_piece(const struct flash_plan *plan, enum blocks which,
                       struct flash_cursor *cursor, uint32_t size,
                       uint32_t *address, uint32_t *length)
{
    uint32_t next, more;
    if (!next_block(plan, which, cursor, address, length))
        return false;
    for (;;) {
        struct flash_cursor ahead = *cursor;
        if (!next_block(plan, which, &ahead, &next, &more) ||
            *length + more > size || next != *address + *length ||
            !goes_on(cursor, &ahead))
            return true;
        *cursor = ahead;
        *length += more;
    }
}

bool flash_plan_write(const struct flash_plan *plan,
                      struct flash_cursor *cursor, uint32_t size,
                      uint32_t *address, uint32_t *length)
{
    return next_piece(plan, TO_WRITE, cursor, size, address, length);
}

bool flash_plan_verify(const struct flash_plan *plan,
                       struct flash_cursor *cursor, uint32_t size,
                       uint32_t *address, uint32_t *length)
{
    return next_piece(plan, TO_VERIFY, cursor, size, address, length);
}
