/* SPDX-License-Identifier: MIT
 *
 * A serial number from the chip's unique id: its 96 bits as 24 digits, word 0
 * last. RM0367 33.2.
 */
#ifndef EXAMPLES_USB_USB_SERIAL_H
#define EXAMPLES_USB_USB_SERIAL_H

enum { USB_SERIAL_DIGITS = 24 };

/* Writes the digits and a 0. */
void usb_serial_text(char text[USB_SERIAL_DIGITS + 1]);

#endif
