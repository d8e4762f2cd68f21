/* SPDX-License-Identifier: MIT */
#include "chip.h"

/* Cannot be while the host drains the list at every stop: see event.h. */
static bool full(const struct event_list *events)
{
    return events->count == EVENT_MAX;
}

static void append(struct chip *chip, enum event_kind kind, uint64_t ps,
                   uint32_t a, uint32_t b, uint32_t c)
{
    struct event_list *events = &chip->events;
    if (full(events))
        return;
    events->list[events->count++] = (struct event){
        .kind = kind,
        .pc = chip->cpu.r[CPU_PC],
        .a = a,
        .b = b,
        .c = c,
        .cycle = chip->cycle,
        .ps = ps,
    };
    chip->attention |= ATTENTION_EVENT;
}

void event_put(struct chip *chip, enum event_kind kind, uint32_t a, uint32_t b,
               uint32_t c)
{
    if (chip->watch.events & 1u << kind)
        append(chip, kind, clock_ps(chip), a, b, c);
}

void event_put_at(struct chip *chip, enum event_kind kind, uint64_t ps,
                  uint32_t a, uint32_t b, uint32_t c)
{
    if (chip->watch.events & 1u << kind)
        append(chip, kind, ps, a, b, c);
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
    } else if (!told_before(&chip->events, key)) {
        event_put(chip, EVENT_UNMODELLED, address & ~3u, value, write);
    }
}
