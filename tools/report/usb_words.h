/* SPDX-License-Identifier: MIT
 *
 * What the USB host does and sees, in words.
 */
#ifndef TOOLS_REPORT_USB_WORDS_H
#define TOOLS_REPORT_USB_WORDS_H

#include "bench/machine.h"

enum { USB_WORDS = 128 };

/* Describes the event; false: the story has no line for it, a trace may. */
bool usb_words(const struct machine *machine,
               const struct machine_event_usb *event, char text[USB_WORDS]);

#endif
