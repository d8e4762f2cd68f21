/* SPDX-License-Identifier: MIT
 *
 * An LED as an eye sees it: every change of one that blinks, but of one that is
 * dimmed or toggled without pause only that it flickers. While it flickers, the
 * chip does not report its pin: a report of each edge would cost more than
 * all else.
 */
#ifndef TOOLS_REPORT_LED_H
#define TOOLS_REPORT_LED_H

#include <stdbool.h>
#include <stdint.h>

enum {
    LED_WINDOW_MS = 100,
    LED_CHANGES = 16 /* in a window; more are a flicker */
};

struct led {
    uint64_t since_ps; /* beginning of the window */
    unsigned changes;  /* in it */
    bool flickers, watched;
    bool silent; /* a status line shows it: its changes are no lines */
};

/* What there is to say. */
enum led_news { LED_NOTHING, LED_CHANGED, LED_FLICKERS, LED_STEADY };

/* Follows a change at PS. After it, and after led_look(), led.watched says
 * whether further changes are to be reported. */
enum led_news led_change(struct led *led, uint64_t ps);
/* Looks at the LED, at any time PS that is not before the last one. */
enum led_news led_look(struct led *led, uint64_t ps);

#endif
