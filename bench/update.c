/* SPDX-License-Identifier: MIT */
#include "bench/update.h"

#include <stdlib.h>
#include <string.h>

#include "bench/resident.h"
#include "bench/scenario_setup.h"

void update_start(const struct update *update, struct machine *machine,
                  unsigned events)
{
    const struct campaign *campaign = update->campaign;
    struct machine_setup setup = scenario_setup(campaign, &update->scenario);
    setup.events = events;
    machine_start(machine, &setup);
    machine->banks[0].main = update_main(campaign->image);
    scenario_setup_usb(campaign, &update->scenario, machine);
}

bool update_is_whole(const struct update *update, const struct chip *chip)
{
    const struct image *image = &update->written;
    const uint8_t *flash = bus_physical(chip, REGION_FLASH);
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (segment->address - FLASH_BASE <
                part_memory(&chip->part, REGION_FLASH)->size &&
            memcmp(flash + (segment->address - FLASH_BASE), segment->data,
                   segment->size) != 0)
            return false;
    }
    return true;
}

/* An image that begins behind a resident has no vector table that the hardware
 * starts. */
uint32_t update_main(const struct image *image)
{
    const struct image_symbol *main = image_symbol(image, "main");
    uint32_t handler = 0;
    if (image_word(image, IMAGE_BASE + 4, &handler))
        return bank_main(image);
    if (main && image_is_code(image, main->address))
        return main->address;
    if (image->segment_count)
        image_word(image, image->segments[0].address + 4, &handler);
    return handler & ~1u;
}

/* --- what is written --- */

/* Leaves out what lies below BASE. */
static void keep_from(struct image *image, uint32_t base)
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

bool update_images(struct update *update, const struct campaign *campaign,
                   const struct image *next)
{
    size_t size = next->segment_count * sizeof *next->segments;
    struct resident has, brings;
    update->campaign = campaign;
    update->next = next;
    update->written = *next;
    update->written.segments = malloc(size + 1);
    if (!update->written.segments)
        return false;
    memcpy(update->written.segments, next->segments, size);
    if (resident_find(campaign->image, &has) && resident_find(next, &brings) &&
        has.base == brings.base)
        keep_from(&update->written, has.base);
    return true;
}

void update_images_free(struct update *update)
{
    free(update->written.segments);
    update->written.segments = NULL;
}
