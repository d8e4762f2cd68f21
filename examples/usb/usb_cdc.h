/* SPDX-License-Identifier: MIT
 *
 * A serial port (CDC-ACM), whose 1200-baud touch, as Arduino's tools and
 * PlatformIO make it, does the same as DFU's DETACH: the host sets 1200 baud
 * and drops DTR. USB CDC 1.2; its subclass PSTN 1.2, 6.3.
 *
 * One port: endpoint 1 in both directions for data, 2 for notifications (none
 * are sent).
 */
#ifndef EXAMPLES_USB_USB_CDC_H
#define EXAMPLES_USB_USB_CDC_H

#include "examples/usb/usb_descriptor.h"
#include "examples/usb/usb_endpoint.h"
#include "examples/usb/usb_function.h"

enum {
    USB_CDC_DATA = 1,   /* endpoints */
    USB_CDC_NOTIFY = 2, /* IN */
    USB_CDC_NOTIFY_SIZE = 16,
    USB_CDC_NOTIFY_MS = 16,
    USB_CDC_CLASS = 2,
    USB_CDC_SUBCLASS_ACM = 2,
    USB_CDC_CLASS_DATA = 10,
    USB_CDC_FUNCTIONAL = 0x24, /* type of its descriptors, */
    USB_CDC_HEADER = 0,        /* and their subtypes */
    USB_CDC_CALL_MANAGEMENT = 1,
    USB_CDC_ACM = 2,
    USB_CDC_UNION = 6,
    USB_CDC_ACM_LINE = 2 /* line coding and control line state */
};

#define USB_CDC_SIZE                                                           \
    (USB_ASSOCIATION_SIZE + 2 * USB_INTERFACE_SIZE + 5 + 5 + 4 + 5 +           \
     3 * USB_ENDPOINT_SIZE)

/* Interfaces FIRST and FIRST + 1, whose name is STRING. */
#define USB_CDC(FIRST, STRING)                                                 \
    USB_ASSOCIATION(FIRST, 2, USB_CDC_CLASS, USB_CDC_SUBCLASS_ACM, 0, STRING), \
        USB_INTERFACE(FIRST, 1, USB_CDC_CLASS, USB_CDC_SUBCLASS_ACM, 0,        \
                      STRING),                                                 \
        5, USB_CDC_FUNCTIONAL, USB_CDC_HEADER, USB_WORD(0x0120), 5,            \
        USB_CDC_FUNCTIONAL, USB_CDC_CALL_MANAGEMENT, 0, (FIRST) + 1, 4,        \
        USB_CDC_FUNCTIONAL, USB_CDC_ACM, USB_CDC_ACM_LINE, 5,                  \
        USB_CDC_FUNCTIONAL, USB_CDC_UNION, (FIRST), (FIRST) + 1,               \
        USB_ENDPOINT(USB_ENDPOINT_IN | USB_CDC_NOTIFY, USB_INTERRUPT,          \
                     USB_CDC_NOTIFY_SIZE, USB_CDC_NOTIFY_MS),                  \
        USB_INTERFACE((FIRST) + 1, 2, USB_CDC_CLASS_DATA, 0, 0, 0),            \
        USB_ENDPOINT(USB_CDC_DATA, USB_BULK, USB_PACKET, 0),                   \
        USB_ENDPOINT(USB_ENDPOINT_IN | USB_CDC_DATA, USB_BULK, USB_PACKET, 0)

/* Callbacks of its struct usb_function; .received and .sent are yours, and use
 * the functions below. */
void usb_cdc_reset(void);
void usb_cdc_configured(void);
bool usb_cdc_request(const struct usb_setup *setup);
void usb_cdc_completed(const struct usb_setup *setup);

/* Returns whether there is a packet to read. Until it is read, the host gets
 * NAK and keeps its data. */
bool usb_cdc_can_read(void);
/* Copies it to DATA, 64 bytes at most. Returns the number of bytes. */
unsigned usb_cdc_read(void *data);
/* Returns whether a packet can be written. */
bool usb_cdc_can_write(void);
/* Sends SIZE bytes, 64 at most. */
void usb_cdc_write(const void *data, unsigned size);
/* Says that no more data follow now: sends an empty packet behind a full one,
 * which the host's transfer would wait for (USB 2.0 5.8.3). Only where
 * usb_cdc_can_write(). */
void usb_cdc_flush(void);

/* Returns the baud rate that the host has set. */
uint32_t usb_cdc_baud(void);

#endif
