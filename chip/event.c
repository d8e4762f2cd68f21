/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

/* Cannot be while the host drains the list at every stop: see event.h. */
static bool full(const struct event_list *events)
{
    return events->count == EVENT_MAX;
}

static struct event *append(struct chip *chip, enum event_kind kind,
                            uint64_t ps, uint32_t a, uint32_t b, uint32_t c)
{
    struct event_list *events = &chip->events;
    if (full(events))
        return NULL;
    struct event *event = &events->list[events->count++];
    *event = (struct event){
        .kind = kind,
        .pc = chip->cpu.r[CPU_PC],
        .a = a,
        .b = b,
        .c = c,
        .cycle = chip->cycle,
        .ps = ps,
    };
    chip->attention |= ATTENTION_EVENT;
    return event;
}

static bool watched(const struct chip *chip, enum event_kind kind)
{
    return chip->watch.events & 1u << kind;
}

void event_put(struct chip *chip, enum event_kind kind, uint32_t a, uint32_t b,
               uint32_t c)
{
    if (watched(chip, kind))
        append(chip, kind, clock_ps(chip), a, b, c);
}

void event_put_at(struct chip *chip, enum event_kind kind, uint64_t ps,
                  uint32_t a, uint32_t b, uint32_t c)
{
    if (watched(chip, kind))
        append(chip, kind, ps, a, b, c);
}

/* What a word at `address` is read from. */
static enum region region_at(struct chip *chip, uint32_t address)
{
    bool alias = address < FLASH_BASE;
    const uint8_t *at = bus_memory(chip, address, 4);
    if (!at)
        return REGION_NONE;
    if (at >= chip->sram && at < chip->sram + SRAM_SIZE)
        return alias ? REGION_ALIAS_SRAM : REGION_SRAM;
    if (at >= chip->system && at < chip->system + SYSTEM_SIZE)
        return alias ? REGION_ALIAS_SYSTEM : REGION_SYSTEM;
    if (at >= chip->nvm && at < chip->nvm + FLASH_MAX)
        return alias ? REGION_ALIAS_FLASH : REGION_FLASH;
    return at >= chip->eeprom && at < chip->eeprom + EEPROM_SIZE
               ? REGION_EEPROM
               : REGION_OPTION;
}

void event_vector(struct chip *chip, unsigned exception, uint32_t address,
                  bool fetched, uint32_t vector)
{
    if (!watched(chip, EVENT_VECTOR))
        return;
    struct event *event = append(chip, EVENT_VECTOR, clock_ps(chip), exception,
                                 address, fetched ? vector : 0);
    if (event)
        event->d = fetched ? region_at(chip, address) : REGION_NONE;
}

static bool told_before(struct event_list *events, uint32_t key)
{
    for (uint32_t i = 0; i < events->unmodelled_count; i++)
        if (events->unmodelled[i] == key)
            return true;
    /* When the table is full every access is told: noisy, never silent. */
    if (events->unmodelled_count < UNMODELLED_MAX)
        events->unmodelled[events->unmodelled_count++] = key;
    return false;
}

void event_unmodelled(struct chip *chip, uint32_t address, bool write,
                      uint32_t value)
{
    uint32_t key = (address & ~3u) | write;
    if (chip->watch.strict) {
        append(chip, EVENT_UNMODELLED, clock_ps(chip), address & ~3u, value,
               write);
        chip->attention |= ATTENTION_STRICT;
    } else if (watched(chip, EVENT_UNMODELLED) &&
               !told_before(&chip->events, key)) {
        event_put(chip, EVENT_UNMODELLED, address & ~3u, value, write);
    }
}
