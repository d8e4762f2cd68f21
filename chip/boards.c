/* SPDX-License-Identifier: MIT */
#include "chip/boards.h"

#include <string.h>
#include <strings.h>

#include "chip/block/gpio_v2.h"
#include "chip/map.h"

const struct board_info *boards_nth(unsigned index)
{
    for (unsigned i = 0; i < FAMILIES; i++) {
        if (index < family_maps[i]->board_count)
            return &family_maps[i]->boards[index];
        index -= family_maps[i]->board_count;
    }
    return NULL;
}

const struct board_info *boards_find(const char *name)
{
    const struct board_info *info;
    for (unsigned i = 0; (info = boards_nth(i)); i++)
        if (strcasecmp(info->name, name) == 0)
            return info;
    return NULL;
}

const struct board_info *boards_of(const struct part *part)
{
    const struct map *map = family_maps[part->family];
    for (unsigned i = 0; i < map->board_count; i++)
        if (strcmp(map->boards[i].part, part->name) == 0)
            return &map->boards[i];
    return map->boards;
}

bool boards_pin_on(const struct chip *chip, const struct board_pin *pin)
{
    bool level = gpio_v2_levels(chip, pin->port) >> pin->number & 1;
    return level != pin->active_low;
}

void boards_wire(const struct board_info *info, struct board *wires)
{
    wires->hse_hz = info->hse_hz;
    wires->hse_bypass = info->hse_bypass;
    wires->lse_hz = info->lse_hz;
    memset(wires->pull_up, 0, sizeof wires->pull_up);
    if (info->has_button && info->button_pull_up)
        wires->pull_up[info->button.port] |=
            (uint16_t)(1u << info->button.number);
}
