/* SPDX-License-Identifier: MIT */
#include "tools/report/led.h"

#include "chip/state.h"

static bool window_over(const struct led *led, uint64_t ps)
{
    return ps - led->since_ps >= LED_WINDOW_MS * PS_PER_MS;
}

static void open_window(struct led *led, uint64_t ps)
{
    led->since_ps = ps;
    led->changes = 0;
    led->watched = true;
}

enum led_news led_change(struct led *led, uint64_t ps)
{
    if (!led->flickers && window_over(led, ps))
        open_window(led, ps);
    led->changes++;
    if (led->changes <= LED_CHANGES)
        return led->flickers ? LED_NOTHING : LED_CHANGED;
    led->watched = false;
    if (led->flickers)
        return LED_NOTHING;
    led->flickers = true;
    return LED_FLICKERS;
}

enum led_news led_look(struct led *led, uint64_t ps)
{
    if (!led->flickers || !window_over(led, ps))
        return LED_NOTHING;
    bool steady = led->watched;
    open_window(led, ps);
    if (!steady)
        return LED_NOTHING;
    led->flickers = false;
    return LED_STEADY;
}
