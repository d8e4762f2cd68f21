/* SPDX-License-Identifier: MIT */
#include "chip/event.h"

#include <string.h>

#include "chip/clock.h"

/* Cannot be while the host drains the list at every stop: see event.h. */
static bool full(const struct event_list *events)
{
    return events->count == EVENT_MAX;
}

/* The new event; its details are 0, also between and behind its members, so
 * that equal chips are equal byte by byte. NULL: the list is full. */
static struct event *append(struct chip *chip, enum event_kind kind,
                            uint64_t ps)
{
    struct event_list *events = &chip->events;
    if (full(events))
        return NULL;
    struct event *event = &events->list[events->count++];
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->pc = chip->cpu.r[CPU_PC];
    event->cycle = chip->cycle;
    event->ps = ps;
    chip->attention |= ATTENTION_EVENT;
    return event;
}

static bool watched(const struct chip *chip, enum event_kind kind)
{
    return chip->watch.events & 1u << kind;
}

/* NULL also when the host does not watch that kind. */
static struct event *put(struct chip *chip, enum event_kind kind)
{
    return watched(chip, kind) ? append(chip, kind, clock_ps(chip)) : NULL;
}

void event_reset(struct chip *chip, enum reset_kind kind)
{
    struct event *event = put(chip, EVENT_RESET);
    if (event)
        event->reset.kind = kind;
}

void event_pin(struct chip *chip, unsigned port, uint64_t ps, uint32_t before,
               uint32_t after)
{
    struct event *event = put(chip, EVENT_PIN);
    if (!event)
        return;
    event->ps = ps;
    event->pin.port = port;
    event->pin.before = before;
    event->pin.after = after;
}

void event_fetch(struct chip *chip, enum region from, enum region to)
{
    struct event *event = put(chip, EVENT_FETCH);
    if (!event)
        return;
    event->fetch.from = from;
    event->fetch.to = to;
    event->fetch.last_pc = chip->last_pc;
}

void event_exception(struct chip *chip, unsigned number)
{
    struct event *event = put(chip, EVENT_EXCEPTION);
    if (event)
        event->exception.number = number;
}

void event_read(struct chip *chip, uint32_t address, unsigned size)
{
    struct watched_reads *reads = &chip->watch.reads;
    for (unsigned i = 0; i < size; i++) {
        uint32_t byte = address + i - reads->address;
        if (byte >= WATCHED_READS || !(reads->bytes & 1u << byte))
            continue;
        reads->bytes &= ~(1u << byte);
        struct event *event = put(chip, EVENT_READ);
        if (event)
            event->read.address = address + i;
    }
}

void event_gate(struct chip *chip)
{
    put(chip, EVENT_GATE);
}

void event_usb(struct chip *chip, enum usb_change change)
{
    struct event *event = put(chip, EVENT_USB);
    if (event)
        event->usb.change = change;
}

void event_nvm(struct chip *chip, const struct event_nvm *nvm)
{
    struct event *event = put(chip, EVENT_NVM);
    if (event)
        event->nvm = *nvm;
}

void event_firmware_clock(struct chip *chip, enum clock_rule rule, uint32_t hz,
                          uint32_t limit_hz, uint32_t range, uint32_t latency)
{
    struct event *event = put(chip, EVENT_FIRMWARE);
    if (!event)
        return;
    event->firmware.error =
        rule == CLOCK_HCLK ? FIRMWARE_LATENCY : FIRMWARE_CLOCK;
    event->firmware.rule = rule;
    event->firmware.hz = hz;
    event->firmware.limit_hz = limit_hz;
    event->firmware.range = range;
    event->firmware.latency = latency;
}

void event_firmware_store(struct chip *chip, enum firmware_error error,
                          uint32_t address, uint32_t value)
{
    struct event *event = put(chip, EVENT_FIRMWARE);
    if (!event)
        return;
    event->firmware.error = error;
    event->firmware.address = address;
    event->firmware.value = value;
}

void event_firmware_ignored(struct chip *chip, enum ignored why,
                            uint32_t address, uint32_t value)
{
    struct event *event = put(chip, EVENT_FIRMWARE);
    if (!event)
        return;
    event->firmware.error = FIRMWARE_IGNORED;
    event->firmware.address = address;
    event->firmware.value = value;
    event->firmware.ignored = why;
}

void event_vector(struct chip *chip, unsigned exception, uint32_t address,
                  enum region region, uint32_t vector)
{
    struct event *event = put(chip, EVENT_VECTOR);
    if (!event)
        return;
    event->vector.exception = exception;
    event->vector.address = address;
    event->vector.word = region ? vector : 0;
    event->vector.region = region;
}

/* Why a register is on the list of what has been reported. */
enum why { UNMODELLED_READ, UNMODELLED_WRITE, UNCLOCKED, EARLY };

static bool reported_before(struct event_list *events, uint32_t address,
                            enum why why)
{
    uint32_t key = (address & ~3u) | why;
    for (uint32_t i = 0; i < events->reported_count; i++)
        if (events->reported[i] == key)
            return true;
    /* When the table is full every access is reported: noisy, never silent. */
    if (events->reported_count < REPORTED_MAX)
        events->reported[events->reported_count++] = key;
    return false;
}

static void put_unmodelled(struct chip *chip, uint32_t address, bool write,
                           uint32_t value)
{
    struct event *event = append(chip, EVENT_UNMODELLED, clock_ps(chip));
    if (!event)
        return;
    event->unmodelled.address = address & ~3u;
    event->unmodelled.value = value;
    event->unmodelled.write = write;
}

void event_unmodelled(struct chip *chip, uint32_t address, bool write,
                      uint32_t value)
{
    if (chip->watch.strict) {
        put_unmodelled(chip, address, write, value);
        chip->attention |= ATTENTION_STRICT;
    } else if (watched(chip, EVENT_UNMODELLED) &&
               !reported_before(&chip->events, address,
                                write ? UNMODELLED_WRITE : UNMODELLED_READ)) {
        put_unmodelled(chip, address, write, value);
    }
}

void event_firmware_once(struct chip *chip, enum firmware_error error,
                         uint32_t address, uint32_t value)
{
    enum why why = error == FIRMWARE_UNCLOCKED ? UNCLOCKED : EARLY;
    if (watched(chip, EVENT_FIRMWARE) &&
        !reported_before(&chip->events, address, why))
        event_firmware_store(chip, error, address & ~3u, value);
}
