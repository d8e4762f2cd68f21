/* SPDX-License-Identifier: MIT */
#include "bench/image_attributes.h"

#include <stdbool.h>
#include <string.h>

#include "chip/little_endian.h"

enum {
    TAG_FILE = 1,
    TAG_CPU_RAW_NAME = 4,
    TAG_CPU_NAME = 5,
    TAG_CPU_ARCH = 6,
    TAG_COMPATIBILITY = 32 /* a number, then a string */
};

static const char vendor[] = "aeabi";

struct attributes {
    const uint8_t *at, *end;
};

static uint32_t take_number(struct attributes *a)
{
    uint32_t number = 0;
    for (unsigned shift = 0; a->at < a->end && shift < 32; shift += 7) {
        uint8_t byte = *a->at++;
        number |= (uint32_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80))
            break;
    }
    return number;
}

static void skip_string(struct attributes *a)
{
    while (a->at < a->end && *a->at++)
        ;
}

static bool has_string(uint32_t tag)
{
    return tag == TAG_CPU_RAW_NAME || tag == TAG_CPU_NAME ||
           (tag > TAG_COMPATIBILITY && tag % 2);
}

static unsigned find_arch(struct attributes a)
{
    while (a.at < a.end) {
        uint32_t tag = take_number(&a);
        uint32_t number = has_string(tag) ? 0 : take_number(&a);
        if (tag == TAG_CPU_ARCH)
            return number;
        if (has_string(tag) || tag == TAG_COMPATIBILITY)
            skip_string(&a);
    }
    return 0;
}

/* Takes a block that begins with its own length, of which BEFORE bytes have
 * been taken already. */
static struct attributes take_block(struct attributes *a, size_t before)
{
    struct attributes block = {a->end, a->end};
    if (a->end - a->at < 4) {
        a->at = a->end;
        return block;
    }
    size_t size = little_endian(a->at, 4), left = (size_t)(a->end - a->at);
    if (size < before + 4 || size - before > left)
        size = left + before;
    block = (struct attributes){a->at + 4, a->at + (size - before)};
    a->at = block.end;
    return block;
}

static unsigned arch_of_vendor(struct attributes a)
{
    while (a.at < a.end) {
        uint8_t tag = *a.at++;
        struct attributes block = take_block(&a, 1);
        if (tag == TAG_FILE)
            return find_arch(block);
    }
    return 0;
}

unsigned image_attributes_arch(const uint8_t *bytes, size_t size)
{
    if (size < 1 || *bytes != 'A')
        return 0;
    struct attributes a = {bytes + 1, bytes + size};
    while (a.at < a.end) {
        struct attributes block = take_block(&a, 0);
        if ((size_t)(block.end - block.at) <= sizeof vendor ||
            memcmp(block.at, vendor, sizeof vendor) != 0)
            continue;
        block.at += sizeof vendor;
        return arch_of_vendor(block);
    }
    return 0;
}
