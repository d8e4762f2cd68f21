/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "bench/programmer_link.h"
#include "bench/programmer_phase.h"
#include "bench/programmer_resident.h"
#include "chip/little_endian.h"

enum {
    READS = 6,       /* of the same, at most */
    SIZE_BLOCK = 128 /* a read of two bytes at F_SIZE is NACKed on an L073; one
                        of a block from an aligned address is not */
};

enum step { CONNECT, HEAD, SIZE, ROM, MATCH };

/* --- what the ROM says --- */

static void connected(struct programmer *programmer)
{
    struct programmer_found *found = &programmer->found;
    if (programmer->setup.link == PROGRAMMER_USB) {
        const struct dfuse_client *dfuse = &programmer->dfuse;
        found->version = dfuse->version;
        found->device = device_by_layout(&dfuse->layout);
        found->id = found->device ? found->device->id : 0;
        return;
    }
    found->id = programmer->an3155.id;
    found->version = programmer->an3155.version;
    found->synced = programmer->an3155.synced;
    found->device = device_find(found->id);
}

/* Returns whether what came is what came before, in SEEN: neither protocol
 * protects what a ROM says, so that everything is read until it comes twice. */
static bool came_twice(struct programmer *programmer)
{
    const uint8_t *data = programmer_link_data(programmer);
    bool same = programmer->seen_length == programmer->length &&
                memcmp(programmer->seen, data, programmer->length) == 0;
    programmer->seen_length = programmer->length;
    memcpy(programmer->seen, data, programmer->length);
    return same;
}

/* Keeps what a read has brought. */
static void keep(struct programmer *programmer)
{
    struct programmer_found *found = &programmer->found;
    const uint8_t *data = programmer_link_data(programmer);
    if (programmer->step == HEAD)
        programmer_resident_find(found, data);
    else if (programmer->step == SIZE)
        found->flash_kb = (uint16_t)little_endian(
            data + found->device->size_word % SIZE_BLOCK, 2);
    else
        found->rom_id = data[found->device->rom_id % 4];
}

static void begin_read(struct programmer *programmer)
{
    const struct device *device = programmer->found.device;
    if (programmer->step == HEAD)
        programmer_link_read(programmer, DEVICE_FLASH_BASE,
                             PROGRAMMER_RESIDENT_HEAD_SIZE);
    else if (programmer->step == SIZE)
        programmer_link_read(
            programmer, device->size_word & -(uint32_t)SIZE_BLOCK, SIZE_BLOCK);
    else
        programmer_link_read(programmer, device->rom_id & ~3u, 4);
}

/* Begins to read the next thing. False: there is nothing more. */
static bool read_next(struct programmer *programmer)
{
    const struct device *device = programmer->found.device;
    programmer->seen_length = programmer->tries = 0;
    programmer->step++;
    if (programmer->step == SIZE && !device->size_word)
        programmer->step++;
    if (programmer->step == ROM && !device->rom_id)
        programmer->step++;
    if (programmer->step >= MATCH || programmer->found.protected)
        return false;
    begin_read(programmer);
    return true;
}

/* Looks at the end of a read. False: it is read again, or the session has
 * ended. A ROM need not say its size and its id; whether a resident is in the
 * flash must be known. */
static bool look(struct programmer *programmer)
{
    switch (programmer_link_result(programmer)) {
    case CLIENT_PROTECTED: programmer->found.protected = true; return true;
    case CLIENT_DONE: break;
    case CLIENT_REFUSED:
        if (programmer->step != HEAD)
            return true;
        /* fall through */
    default: programmer_phase_fail(programmer); return false;
    }
    if (came_twice(programmer)) {
        keep(programmer);
        return true;
    }
    if (programmer->tries++ == READS)
        programmer_phase_end(programmer, PROGRAMMER_BROKEN);
    else
        begin_read(programmer);
    return false;
}

/* --- the image and the part --- */

bool programmer_phase_plan(const struct programmer *programmer,
                           struct flash_plan *plan, char *error, size_t size)
{
    const struct programmer_setup *setup = &programmer->setup;
    struct flash_plan_setup wanted = {
        .device = programmer->found.device,
        .image = setup->image,
        .old = programmer->without_old ? NULL : setup->old,
        .policy = setup->policy,
        .flash_size = programmer->found.flash_kb * 1024u,
    };
    return programmer_resident_plan(programmer, &wanted, error, size) &&
           flash_plan_make(plan, &wanted, error, size);
}

static void match(struct programmer *programmer)
{
    char error[PROGRAMMER_ERROR_SIZE];
    if (!programmer->setup.image)
        programmer_phase_enter(programmer, PROGRAMMER_START, 0);
    else if (programmer->found.protected)
        programmer_phase_end(programmer, PROGRAMMER_PROTECTED);
    else if (programmer->found.device->unsupported)
        programmer_phase_end(programmer, PROGRAMMER_UNSUPPORTED);
    else if (!programmer_phase_plan(programmer, &programmer->plan, error,
                                    sizeof error))
        programmer_phase_end(programmer, PROGRAMMER_MISFIT);
    else
        programmer_phase_enter(programmer, PROGRAMMER_ERASE,
                               programmer->plan.page_count);
}

static bool is_wanted(struct programmer *programmer)
{
    uint16_t wanted = programmer->setup.id;
    if (!programmer->found.device)
        programmer_phase_end(programmer, PROGRAMMER_UNKNOWN);
    else if (wanted && wanted != programmer->found.id)
        programmer_phase_end(programmer, PROGRAMMER_OTHER_PART);
    return !programmer_ended(programmer);
}

void programmer_phase_identify(struct programmer *programmer)
{
    if (programmer->step == CONNECT) {
        if (programmer_link_result(programmer) != CLIENT_DONE) {
            programmer_phase_fail(programmer);
            return;
        }
        connected(programmer);
        if (!is_wanted(programmer))
            return;
    } else if (!look(programmer)) {
        return;
    }
    if (!read_next(programmer))
        match(programmer);
}
