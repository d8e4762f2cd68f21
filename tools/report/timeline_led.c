/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline_led.h"

#include "bench/machine_observe.h"
#include "chip/boards.h"

static const struct board_pin *led_of(const struct timeline *timeline)
{
    return &timeline->machine->board->led;
}

/* Makes its changes events as long as they are wanted. */
static void watch_led(struct timeline *timeline)
{
    const struct board_pin *led = led_of(timeline);
    machine_watch_pin(timeline->watched, led->port, led->number,
                      timeline->led.watched);
}

void timeline_led_watch(struct timeline *timeline, struct machine *machine)
{
    timeline->watched = machine;
    timeline->led.watched = true;
    watch_led(timeline);
}

static void print_level(struct timeline *timeline, bool on)
{
    if (!timeline->led.silent)
        timeline_print(timeline, timeline->machine->board->led_name,
                       on ? "on" : "off");
}

void timeline_led_pin(struct timeline *timeline,
                      const struct machine_event *event)
{
    const struct event_pin *pin = &event->pin;
    const struct board_pin *led = led_of(timeline);
    bool on = (pin->after >> led->number & 1) != led->active_low;
    if (pin->port != led->port ||
        !((pin->before ^ pin->after) >> led->number & 1))
        return;
    if (!timeline->watched) { /* a trace has them all */
        print_level(timeline, on);
        return;
    }
    switch (led_change(&timeline->led, event->ps)) {
    case LED_CHANGED: print_level(timeline, on); break;
    case LED_FLICKERS:
        if (timeline->led.silent)
            break;
        timeline_print(timeline, timeline->machine->board->led_name,
                       "flickers: over %d changes in %d ms are not told",
                       LED_CHANGES, LED_WINDOW_MS);
        break;
    default: break;
    }
    watch_led(timeline);
}

void timeline_led_look(struct timeline *timeline)
{
    const struct machine *machine = timeline->machine;
    if (!timeline->watched)
        return;
    if (led_look(&timeline->led, machine_ps(machine)) == LED_STEADY)
        print_level(timeline,
                    boards_pin_on(&machine->chip, &machine->board->led));
    watch_led(timeline);
}
