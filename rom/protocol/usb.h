/* SPDX-License-Identifier: MIT
 *
 * A control transfer as the USB device sees it, whatever block moves its
 * packets. USB 2.0 section 9.3.
 */
#ifndef ROM_PROTOCOL_USB_H
#define ROM_PROTOCOL_USB_H

#include <stdint.h>

struct usb_setup { /* USB 2.0 table 9-2 */
    uint8_t bmRequestType, bRequest;
    uint16_t wValue, wIndex, wLength;
};

enum {
    USB_TYPE_IN = 0x80,
    USB_TYPE_KIND = 0x60,
    USB_TYPE_CLASS = 0x20,
    USB_TYPE_RECIPIENT = 0x1F
};

/* The data of the transfer: where they are, or where they go. */
struct usb_data {
    union {
        const uint8_t *send;
        uint8_t *receive;
    };
    uint32_t size; /* wLength at most */
};

#endif
