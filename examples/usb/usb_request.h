/* SPDX-License-Identifier: MIT
 *
 * The standard requests of USB 2.0 9.4, for a device with one configuration
 * whose interfaces have no alternate settings.
 */
#ifndef EXAMPLES_USB_USB_REQUEST_H
#define EXAMPLES_USB_USB_REQUEST_H

#include "examples/usb/usb_function.h"

/* The bus was reset: address 0, not configured. */
void usb_request_reset(const struct usb_device *device);
/* Serves a standard request. Returns false to refuse. */
bool usb_request_serve(const struct usb_device *device,
                       const struct usb_setup *setup);
void usb_request_completed(const struct usb_setup *setup);
bool usb_request_configured(void);

/* Return the function that has the interface or the endpoint, or NULL. */
const struct usb_function *
usb_request_of_interface(const struct usb_device *device, unsigned interface);
const struct usb_function *
usb_request_of_endpoint(const struct usb_device *device, unsigned endpoint);

#endif
