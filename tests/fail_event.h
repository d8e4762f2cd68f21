/* SPDX-License-Identifier: MIT
 *
 * The failure of a test because the chip reports an event that it should not.
 */
#ifndef TESTS_FAIL_EVENT_H
#define TESTS_FAIL_EVENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chip/event.h"

/* True: the event is about a store that may well be wanted. */
static inline bool is_no_error(const struct event *event)
{
    if (event->kind != EVENT_FIRMWARE)
        return false;
    switch (event->firmware.error) {
    case FIRMWARE_DOMAIN:
    case FIRMWARE_OPTION:
    case FIRMWARE_UFB: return true;
    default: return false;
    }
}

static inline void fail_event(const struct event *event)
{
    if (is_no_error(event))
        return;
    const struct event_unmodelled *access = &event->unmodelled;
    const struct event_firmware *firmware = &event->firmware;
    if (event->kind == EVENT_UNMODELLED)
        fail_msg("0x%08X: not modelled: %s 0x%08X 0x%08X", (unsigned)event->pc,
                 access->write ? "write" : "read", (unsigned)access->address,
                 (unsigned)access->value);
    if (event->kind == EVENT_FIRMWARE)
        fail_msg("0x%08X: firmware error %d: %u Hz, %u Hz, 0x%08X 0x%08X",
                 (unsigned)event->pc, (int)firmware->error,
                 (unsigned)firmware->hz, (unsigned)firmware->limit_hz,
                 (unsigned)firmware->address, (unsigned)firmware->value);
    fail_msg("0x%08X: event %d", (unsigned)event->pc, (int)event->kind);
}

#endif
