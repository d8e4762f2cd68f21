/* SPDX-License-Identifier: MIT */
#include "chip/rows.h"

#include "chip/block/exti.h"
#include "chip/map.h"

/* Makes uses_end[] the index of the first use of each pin: one behind those of
 * the pins before. */
static void make_room(struct chip *chip)
{
    struct rows *rows = &chip->rows;
    unsigned total = 0;
    for (unsigned i = 0; i < rows->pin_count; i++) {
        const struct map_row *row = map_row(chip, rows->pins[i]);
        for (unsigned j = 0; j < row->pin_count; j++)
            rows->uses_end[row->pins[j].port][row->pins[j].number]++;
    }
    for (unsigned port = 0; port < GPIO_PORTS; port++)
        for (unsigned pin = 0; pin < GPIO_PINS; pin++) {
            unsigned count = rows->uses_end[port][pin];
            rows->uses_end[port][pin] = (uint8_t)total;
            total += count;
        }
}

/* Notes the pins of rows->pins[which]. */
static void find_pins(struct chip *chip, unsigned which)
{
    struct rows *rows = &chip->rows;
    uint8_t index = rows->pins[which];
    const struct map_row *row = map_row(chip, index);
    for (uint8_t j = 0; j < row->pin_count; j++) {
        unsigned port = row->pins[j].port, pin = row->pins[j].number;
        rows->uses[rows->uses_end[port][pin]++] =
            (struct pin_use){.row = index, .pin = j, .which = (uint8_t)which};
        rows->on_port[port] |= 1u << which;
        if (index < MAP_PORTS)
            rows->cabled[port] |= (uint16_t)(1u << pin);
    }
}

static void find_onlookers(struct chip *chip)
{
    struct rows *rows = &chip->rows;
    for (unsigned i = 0; i < rows->pin_count; i++) {
        const struct map_kind *kind = map_row(chip, rows->pins[i])->kind;
        if (kind && kind->pins)
            rows->looking |= 1u << i;
        if (kind && kind->pins && kind->by_level)
            rows->by_level |= 1u << i;
    }
}

void rows_find(struct chip *chip)
{
    struct rows *rows = &chip->rows;
    for (unsigned i = 0; i < map_of(chip)->row_count; i++) {
        const struct map_row *row = map_row(chip, i);
        if (map_of(chip)->has && !map_of(chip)->has(chip, row))
            continue;
        for (uint32_t at = 0; at < row->size; at += MAP_SLOT)
            rows->at[map_slot(row->base + at)] = (uint8_t)i;
        if (row->pin_count)
            rows->pins[rows->pin_count++] = (uint8_t)i;
        if (row->kind == &exti)
            rows->exti = (uint8_t)i;
        if (MAP_HAS(row, requested))
            rows->dma[rows->dma[0] != 0] = (uint8_t)i;
        if (MAP_HAS(row, usb))
            rows->usb = (uint8_t)i;
    }
    make_room(chip);
    for (unsigned i = 0; i < rows->pin_count; i++)
        find_pins(chip, i);
    find_onlookers(chip);
}
