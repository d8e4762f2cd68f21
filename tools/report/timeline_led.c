/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline_led.h"

#include "bench/machine_observe.h"
#include "chip/block/gpio_v2.h"

enum { LD2_PORT = GPIO_A, LD2_PIN = 5 };

/* Makes its changes events as long as they are wanted. */
static void watch_led(struct timeline *timeline)
{
    machine_watch_pin(timeline->watched, LD2_PORT, LD2_PIN,
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
        timeline_print(timeline, "LD2", on ? "on" : "off");
}

void timeline_led_pin(struct timeline *timeline,
                      const struct machine_event *event)
{
    const struct event_pin *pin = &event->pin;
    bool on = pin->after >> LD2_PIN & 1;
    if (pin->port != LD2_PORT || !((pin->before ^ pin->after) >> LD2_PIN & 1))
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
        timeline_print(timeline, "LD2",
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
                    gpio_v2_levels(&machine->chip, LD2_PORT) >> LD2_PIN & 1);
    watch_led(timeline);
}
