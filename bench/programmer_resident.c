/* SPDX-License-Identifier: MIT */
#include "bench/programmer_resident.h"

#include "bench/refuse.h"
#include "chip/little_endian.h"
#include "src/resident/resident_trailer.h"

void programmer_resident_find(struct programmer_found *found,
                              const uint8_t *flash)
{
    found->head = little_endian(flash, 4);
    found->resident = PROGRAMMER_RESIDENT_NONE;
    if (little_endian(flash + BOOT0_RESIDENT_MARK, 4) !=
        BOOT0_RESIDENT_MARK_WORD)
        return;
    found->resident_base = little_endian(flash + BOOT0_RESIDENT_BASE, 4);
    found->resident = flash[BOOT0_RESIDENT_INFO] == BOOT0_RESIDENT_HEAD
                          ? PROGRAMMER_RESIDENT_HEAD
                          : PROGRAMMER_RESIDENT_CRC;
}

/* Finds the trailer of an application that begins at BASE. */
static bool find_trailer(const struct image *image, uint32_t base,
                         uint32_t *address)
{
    uint32_t length, magic;
    if (!image_word(image, base + BOOT0_TABLE_LENGTH, &length))
        return false;
    *address = base + length;
    return image_word(image, *address + BOOT0_TRAILER_MAGIC, &magic) &&
           magic == BOOT0_TRAILER_MAGIC_WORD;
}

bool programmer_resident_plan(const struct programmer *programmer,
                              struct flash_plan_setup *plan, char *error,
                              size_t size)
{
    const struct programmer_found *found = &programmer->found;
    const struct image *image = plan->image;
    if (found->resident < PROGRAMMER_RESIDENT_HEAD ||
        programmer->setup.over_resident)
        return true;
    plan->start = found->resident_base;
    if (!image->segment_count || image->segments[0].address != plan->start)
        return true; /* the plan refuses it */
    if (found->resident == PROGRAMMER_RESIDENT_CRC &&
        !find_trailer(image, plan->start, &plan->valid_at))
        return refuse(error, size,
                      "%s: has no trailer behind it, without which the "
                      "resident of this part starts nothing; boot0 patch "
                      "--resident makes it",
                      path_tail(image->path));
    return true;
}
