/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_serial.h"

#include "firmware/stm32l0/stm32l073_usb.h"

/* The words are not neighbours. */
static uint32_t word(unsigned n)
{
    return n == 2 ? UID_2 : n == 1 ? UID_1 : UID_0;
}

void usb_serial_text(char text[USB_SERIAL_DIGITS + 1])
{
    for (unsigned i = 0; i < USB_SERIAL_DIGITS; i++) {
        unsigned place = USB_SERIAL_DIGITS - 1 - i;
        unsigned digit = word(place / 8) >> 4 * (place % 8) & 15;
        text[i] = (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);
    }
    text[USB_SERIAL_DIGITS] = 0;
}
