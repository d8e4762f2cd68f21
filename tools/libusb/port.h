/* SPDX-License-Identifier: MIT
 *
 * The port that the library offers: the device that hangs on it, from its
 * import to its last reference, behind libusb's opaque types. A connection that
 * ends pulls the cable out (docs/usb.md), so a device keeps its own.
 */
#ifndef TOOLS_LIBUSB_PORT_H
#define TOOLS_LIBUSB_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/libusb/api.h"
#include "tools/libusb/usbip_client.h"

enum {
    PORT_DEFAULT = 3240, /* USB/IP's own port of TCP */
    PORT_BUS = 1,        /* bus, port and address, as in the bus id 1-1 */
    PORT_NUMBER = 1,
    PORT_ADDRESS = 1,
    PORT_CONFIGURATIONS = 8,
    PORT_CONTROL_MS = 5000
};

struct libusb_context {
    unsigned users;
    struct libusb_device *device; /* on the port; NULL = none is known */
};

struct libusb_device {
    unsigned references;
    struct usbip_client client;
    uint8_t descriptor[LIBUSB_DT_DEVICE_SIZE];
    unsigned configuration_count;
    uint8_t *configurations[PORT_CONFIGURATIONS]; /* descriptors, as read */
    uint8_t configuration; /* bConfigurationValue that is set, 0 = none */
};

struct libusb_device_handle {
    struct libusb_device *device;
};

/* The only one: there is one port. */
struct libusb_context *port_context(void);

/* Returns the device with one more reference, NULL when there is none. A device
 * that is known and has not gone is the same object. */
struct libusb_device *port_device(void);

struct libusb_device *port_keep(struct libusb_device *device);
void port_release(struct libusb_device *device);

/* A control transfer. Returns the number of bytes, or an enum libusb_error. */
int port_control(struct libusb_device *device, const uint8_t setup[8],
                 uint8_t *data, unsigned limit_ms);

/* Attaches the device anew, which resets it. Returns 0, or an enum
 * libusb_error: LIBUSB_ERROR_NOT_FOUND when another one has come. */
int port_reset(struct libusb_device *device);

/* Returns libusb's name for an enum usbip_error. */
int port_error(int status);

/* Returns the size of a configuration descriptor with all that belongs to it.
 */
unsigned port_configuration_size(const uint8_t *configuration);

#endif
