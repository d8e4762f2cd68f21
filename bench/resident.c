/* SPDX-License-Identifier: MIT */
#include "bench/resident.h"

#include "src/resident/resident_trailer.h"

bool resident_find(const struct image *image, struct resident *resident)
{
    uint32_t mark, info;
    if (!image_word(image, IMAGE_BASE + BOOT0_RESIDENT_MARK, &mark) ||
        mark != BOOT0_RESIDENT_MARK_WORD ||
        !image_word(image, IMAGE_BASE + BOOT0_RESIDENT_BASE, &resident->base) ||
        !image_word(image, IMAGE_BASE + BOOT0_RESIDENT_INFO, &info))
        return false;
    resident->check = info & 0xFF;
    return true;
}
