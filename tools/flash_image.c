/* SPDX-License-Identifier: MIT */
#include "tools/flash_image.h"

#include <stdio.h>

#include "bench/family.h"
#include "bench/image_file.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "src/resident/resident_trailer.h"
#include "tools/flash_report.h"

static uint32_t word_at(const struct image *image, uint32_t address)
{
    uint32_t word;
    return image_word(image, address, &word) ? word : 0;
}

/* True: the image is an application behind a resident, with its trailer. */
static bool is_behind_resident(const struct image *image, uint32_t base)
{
    uint32_t length = word_at(image, base + BOOT0_TABLE_LENGTH);
    return length && word_at(image, base + length + BOOT0_TRAILER_MAGIC) ==
                         BOOT0_TRAILER_MAGIC_WORD;
}

static bool starts_right(const struct image *image, char *error)
{
    uint32_t base = image->segment_count ? image->segments[0].address : 0;
    if (base == IMAGE_BASE || is_behind_resident(image, base))
        return true;
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: starts at 0x%08X; a part starts what is at 0x%08X, and "
                  "a resident what boot0 patch --resident has made",
                  path_tail(image->path), (unsigned)base, IMAGE_BASE);
}

/* Firmware that cannot ask for the ROM is the last that is programmed this
 * way. */
static bool can_ask(const struct image *image, char *error)
{
    struct record record;
    char text[IMAGE_ERROR_SIZE];
    if (record_find(image, &record) == 0)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: does not contain the library, so that it could not "
                      "be asked for the ROM again; --force programs it",
                      path_tail(image->path));
    if (image->segments[0].address == IMAGE_BASE && record_idle(image, text))
        return refuse(error, IMAGE_ERROR_SIZE, "%.400s; --force programs it",
                      text);
    return true;
}

bool flash_image_load(struct flash_run *run, char *error)
{
    const struct flash_options *options = run->given;
    const struct image *image = &run->image;
    if (!image_load(run->options->image, &run->image, error) ||
        !starts_right(image, error))
        return false;
    if (options->diff_with && !image_load(options->diff_with, &run->old, error))
        return false;
    return options->force || can_ask(image, error);
}

bool flash_image_fits(const struct flash_run *run, char *error)
{
    const struct programmer_found *found = &run->programmer.found;
    struct record record;
    if (run->given->force || record_find(&run->image, &record) == 0)
        return true;
    for (unsigned i = 0; i < FAMILIES; i++)
        if (i != record.family && family_has((enum family)i, found->id))
            return refuse(error, IMAGE_ERROR_SIZE,
                          "%s: its library is that of the %s, and the part is "
                          "an %s",
                          path_tail(run->image.path),
                          family_info(record.family)->name,
                          found->device->name);
    return true;
}

void flash_image_free(struct flash_run *run)
{
    image_free(&run->image);
    image_free(&run->old);
}

static uint32_t resident_base(const struct image *image)
{
    if (word_at(image, IMAGE_BASE + BOOT0_RESIDENT_MARK) !=
        BOOT0_RESIDENT_MARK_WORD)
        return 0;
    return word_at(image, IMAGE_BASE + BOOT0_RESIDENT_BASE);
}

/* Cuts off what lies below BASE; a segment's data are inside image->file. */
static void cut(struct image *image, uint32_t base)
{
    size_t kept = 0;
    for (size_t i = 0; i < image->segment_count; i++) {
        struct image_segment segment = image->segments[i];
        uint32_t below = segment.address < base ? base - segment.address : 0;
        if (below >= segment.size)
            continue;
        segment.address += below;
        segment.data += below;
        segment.size -= below;
        image->segments[kept++] = segment;
    }
    image->segment_count = kept;
}

void flash_image_leave_resident(struct flash_run *run)
{
    uint32_t base = resident_base(&run->image);
    if (!base || base != run->programmer.found.resident_base)
        return;
    cut(&run->image, base);
    flash_report_say("image",
                     "its resident is left out: the part keeps its own");
}
