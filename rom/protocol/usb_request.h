/* SPDX-License-Identifier: MIT
 *
 * The requests to the USB device: the standard ones here, those of the DFU
 * class by dfu.h. USB 2.0 section 9.4. The device has one configuration, one
 * interface, and no endpoint but 0.
 */
#ifndef ROM_PROTOCOL_USB_REQUEST_H
#define ROM_PROTOCOL_USB_REQUEST_H

#include <stdbool.h>

#include "rom/protocol/usb.h"

/* After a reset of the bus: not configured. */
void usb_request_reset(void);

/* Takes a request; DATA gets what is to be sent, wLength at most, or where the
 * data go. Returns false where it has to be refused by a stall. */
bool usb_request(const struct usb_setup *setup, struct usb_data *data);

/* Returns whether this is the request for an address, which the device has to
 * take when the request ends. */
bool usb_request_is_address(const struct usb_setup *setup);

/* Follows the end of the request. Returns whether the next one has to wait for
 * dfu_work(). */
bool usb_request_end(const struct usb_setup *setup);

#endif
