/* SPDX-License-Identifier: MIT */
#include "bench/kept.h"

#include <string.h>

#include "bench/family.h"
#include "chip/block/rtc_v2.h"
#include "chip/map.h"

enum { RTC_BKP0R = 0x50 /* its offset */ };

static const enum region memories[] = {REGION_SRAM, REGION_SRAM2, REGION_CCM,
                                       REGION_BACKUP};

enum { MEMORIES = sizeof memories / sizeof *memories };

static struct kept memory(const struct chip *chip, enum region region)
{
    const struct map_memory *memory = part_memory(&chip->part, region);
    if (!memory)
        return (struct kept){KEPT_NOWHERE, 0, 0};
    return (struct kept){region == REGION_BACKUP ? KEPT_BACKUP_RAM : KEPT_RAM,
                         memory->base, part_memory_size(&chip->part, region)};
}

static struct kept registers(const struct chip *chip)
{
    const struct map_row *row = map_find(chip, &rtc_v2);
    return (struct kept){KEPT_REGISTERS, row->base + RTC_BKP0R,
                         4 * family_of(chip)->backup_count};
}

unsigned kept_list(const struct chip *chip, struct kept list[KEPT_MAX])
{
    unsigned count = 0;
    for (unsigned i = 0; i < MEMORIES; i++) {
        struct kept kept = memory(chip, memories[i]);
        if (kept.size)
            list[count++] = kept;
    }
    list[count++] = registers(chip);
    return count;
}

static struct kept find(const struct chip *chip, uint32_t address)
{
    struct kept list[KEPT_MAX];
    unsigned count = kept_list(chip, list);
    for (unsigned i = 0; i < count; i++)
        if (address - list[i].base < list[i].size)
            return list[i];
    return (struct kept){KEPT_NOWHERE, 0, 0};
}

enum kept_kind kept_kind(const struct chip *chip, uint32_t address)
{
    return find(chip, address).kind;
}

uint8_t *kept_place(const struct chip *chip, uint32_t address)
{
    struct kept kept = find(chip, address);
    uint32_t offset = (address & ~3u) - kept.base;
    switch (kept.kind) {
    case KEPT_RAM: return bus_memory((struct chip *)chip, address & ~3u, 4);
    case KEPT_BACKUP_RAM: return bus_physical(chip, REGION_BACKUP) + offset;
    case KEPT_REGISTERS: {
        struct rtc_v2 *rtc = map_state(chip, map_find(chip, &rtc_v2));
        return (uint8_t *)&rtc->bkpr[offset / 4];
    }
    case KEPT_NOWHERE: break;
    }
    return NULL;
}

unsigned kept_addresses(const struct chip *chip, uint32_t address,
                        uint32_t list[2])
{
    const uint8_t *place = kept_place(chip, address);
    struct kept kept[KEPT_MAX];
    unsigned count = kept_list(chip, kept);
    list[0] = address;
    for (unsigned i = 0; place && i < count; i++) {
        const uint8_t *first = kept_place(chip, kept[i].base);
        if (!first || kept[i].kind != KEPT_RAM || place < first ||
            place >= first + kept[i].size ||
            address - kept[i].base < kept[i].size)
            continue;
        list[1] = kept[i].base + (uint32_t)(place - first);
        return 2;
    }
    return 1;
}

void kept_clear(struct chip *chip)
{
    for (unsigned i = 0; i < MEMORIES; i++) {
        const struct map_memory *all = part_memory(&chip->part, memories[i]);
        if (all)
            memset(bus_physical(chip, memories[i]), 0, all->size);
    }
}
