/* SPDX-License-Identifier: MIT
 *
 * The device in the socket as USB/IP describes it, from its descriptors.
 */
#ifndef TOOLS_HOST_USBIP_DEVICE_H
#define TOOLS_HOST_USBIP_DEVICE_H

#include "bench/usb_state.h"
#include "tools/host/usbip_wire.h"

enum { USBIP_INTERFACES = 32 };

struct usbip_device {
    uint8_t bytes[USBIP_DEVICE_SIZE];
    unsigned interface_count;
    uint8_t interfaces[USBIP_INTERFACES][USBIP_INTERFACE_SIZE];
};

/* HOST is ready: it has read the descriptors. */
void usbip_device(const struct usb_host *host, struct usbip_device *device);

/* What kind of transfers an endpoint makes. Returns false when the device has
 * no such endpoint, or an isochronous one. */
bool usbip_device_endpoint(const struct usb_host *host, unsigned endpoint,
                           bool in, enum usb_kind *kind);

#endif
