/* SPDX-License-Identifier: MIT */
#include "bench/programmer_link.h"
#include "bench/programmer_phase.h"
#include "chip/little_endian.h"

enum {
    HEAD_SIZE = 64,  /* the words of the vector table that mark a resident */
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

static void head_read(struct programmer *programmer)
{
    programmer->found.head = little_endian(programmer_link_data(programmer), 4);
}

/* Keeps what a read has brought. False: the session has ended. What a ROM
 * refuses to read it need not say. */
static bool keep(struct programmer *programmer)
{
    struct programmer_found *found = &programmer->found;
    enum client_result result = programmer_link_result(programmer);
    const uint8_t *data = programmer_link_data(programmer);
    if (result == CLIENT_PROTECTED) {
        found->protected = true;
    } else if (result == CLIENT_REFUSED) {
        /* Not readable. */
    } else if (result != CLIENT_DONE) {
        programmer_phase_fail(programmer);
        return false;
    } else if (programmer->step == HEAD) {
        head_read(programmer);
    } else if (programmer->step == SIZE) {
        found->flash_kb = (uint16_t)little_endian(
            data + found->device->size_word % SIZE_BLOCK, 2);
    } else if (programmer->step == ROM) {
        found->rom_id = data[found->device->rom_id % 4];
    }
    return true;
}

/* Begins the next read. False: there is nothing more to be read. */
static bool read_next(struct programmer *programmer)
{
    const struct device *device = programmer->found.device;
    while (!programmer->found.protected && ++programmer->step < MATCH)
        switch (programmer->step) {
        case HEAD:
            programmer_link_read(programmer, DEVICE_FLASH_BASE, HEAD_SIZE);
            return true;
        case SIZE:
            if (!device->size_word)
                break;
            programmer_link_read(programmer,
                                 device->size_word & -(uint32_t)SIZE_BLOCK,
                                 SIZE_BLOCK);
            return true;
        case ROM:
            if (!device->rom_id)
                break;
            programmer_link_read(programmer, device->rom_id & ~3u, 4);
            return true;
        }
    return false;
}

/* --- the image and the part --- */

bool programmer_phase_plan(const struct programmer *programmer,
                           struct flash_plan *plan, char *error, size_t size)
{
    const struct programmer_setup *setup = &programmer->setup;
    const struct flash_plan_setup wanted = {
        .device = programmer->found.device,
        .image = setup->image,
        .old = programmer->without_old ? NULL : setup->old,
        .policy = setup->policy,
        .flash_size = programmer->found.flash_kb * 1024u,
    };
    return flash_plan_make(plan, &wanted, error, size);
}

static void match(struct programmer *programmer)
{
    char error[PROGRAMMER_ERROR_SIZE];
    if (!programmer->setup.image)
        programmer_phase_end(programmer, PROGRAMMER_DONE);
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
    } else if (!keep(programmer)) {
        return;
    }
    if (!read_next(programmer))
        match(programmer);
}
