/* SPDX-License-Identifier: MIT
 *
 * Control transfers on endpoint 0: setup, data and status stage. USB 2.0 8.5.3,
 * 9.3.
 */
#ifndef EXAMPLES_USB_USB_CONTROL_H
#define EXAMPLES_USB_USB_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

struct usb_setup { /* USB 2.0 table 9-2 */
    uint8_t bmRequestType;
    uint8_t bRequest;
    uint16_t wValue, wIndex, wLength;
};

enum { /* bmRequestType */
       USB_REQUEST_IN = 0x80,
       USB_REQUEST_TYPE = 0x60,
       USB_REQUEST_STANDARD = 0x00,
       USB_REQUEST_CLASS = 0x20,
       USB_REQUEST_VENDOR = 0x40,
       USB_REQUEST_RECIPIENT = 0x1F,
       USB_REQUEST_TO_DEVICE = 0,
       USB_REQUEST_TO_INTERFACE = 1,
       USB_REQUEST_TO_ENDPOINT = 2
};

/* In a request callback: the data that go to the host, no more than it asked
 * for. DATA must stay as they are until the transfer ends. */
void usb_control_send(const void *data, unsigned size);
/* In a request callback: where the data of the host go. With more than SIZE
 * bytes of them the request is refused. They are there when the transfer has
 * completed. */
void usb_control_receive(void *data, unsigned size);

/* What serves the requests. */
struct usb_control_user {
    /* Returns false to refuse: the host gets a STALL. */
    bool (*request)(const struct usb_setup *setup);
    /* The host has seen the end of the status stage. */
    void (*completed)(const struct usb_setup *setup);
};

/* After a bus reset: opens endpoint 0. */
void usb_control_start(void);
/* In the interrupt: serves what endpoint 0 has received or sent. */
void usb_control_event(const struct usb_control_user *user);

#endif
