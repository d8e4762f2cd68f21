/* SPDX-License-Identifier: MIT
 *
 * LD2 of the Nucleo-64, as an eye sees it (led.h).
 */
#ifndef TOOLS_REPORT_TIMELINE_LED_H
#define TOOLS_REPORT_TIMELINE_LED_H

#include "tools/report/timeline_print.h"

/* Makes the changes of LD2 events of MACHINE. */
void timeline_led_watch(struct timeline *timeline, struct machine *machine);

/* Prints a change of LD2, if EVENT, of pins, is one. */
void timeline_led_pin(struct timeline *timeline,
                      const struct machine_event *event);

/* Prints whether an LED that flickered is steady again. */
void timeline_led_look(struct timeline *timeline);

#endif
