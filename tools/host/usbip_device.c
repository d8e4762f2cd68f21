/* SPDX-License-Identifier: MIT */
#include "tools/host/usbip_device.h"

#include <stdio.h>
#include <string.h>

/* USB 2.0 9.6: types of descriptors and their shortest sizes. */
enum { INTERFACE = 4, INTERFACE_SIZE = 9, ENDPOINT = 5, ENDPOINT_SIZE = 7 };
enum { FULL_SPEED = 2 }; /* USB_SPEED_FULL of Linux */
enum { TYPE_BULK = 2, TYPE_INTERRUPT = 3 };

/* Returns the next descriptor of a type behind AT (NULL: the first), or NULL.
 */
static const uint8_t *next(const struct usb_host *host, const uint8_t *at,
                           uint8_t type, uint8_t size)
{
    const uint8_t *end = host->configuration + host->configuration_size;
    at = at ? at + at[0] : host->configuration;
    while (end - at >= 2 && at[0] >= 2 && at[0] <= end - at) {
        if (at[1] == type && at[0] >= size)
            return at;
        at += at[0];
    }
    return NULL;
}

/* Alternate settings are not listed. */
static void list_interfaces(const struct usb_host *host,
                            struct usbip_device *device)
{
    const uint8_t *at = NULL;
    while ((at = next(host, at, INTERFACE, INTERFACE_SIZE)) &&
           device->interface_count < USBIP_INTERFACES)
        if (at[3] == 0)
            memcpy(device->interfaces[device->interface_count++], at + 5, 3);
}

static uint16_t word(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

void usbip_device(const struct usb_host *host, struct usbip_device *device)
{
    enum { BUSID = 256, NUMBERS = BUSID + USBIP_BUSID_SIZE };
    uint8_t *bytes = device->bytes, *numbers = bytes + NUMBERS;
    const uint8_t *said = host->device;
    memset(device, 0, sizeof *device);
    list_interfaces(host, device);
    snprintf((char *)bytes, BUSID, "/sys/devices/boot0/usb1/" USBIP_BUSID);
    snprintf((char *)bytes + BUSID, USBIP_BUSID_SIZE, USBIP_BUSID);
    usbip_wire_put(numbers, 4, USBIP_DEVICE_ID >> 16);
    usbip_wire_put(numbers + 4, 4, USBIP_DEVICE_ID & 0xFFFF);
    usbip_wire_put(numbers + 8, 4, FULL_SPEED);
    usbip_wire_put(numbers + 12, 2, word(said + 8));  /* idVendor */
    usbip_wire_put(numbers + 14, 2, word(said + 10)); /* idProduct */
    usbip_wire_put(numbers + 16, 2, word(said + 12)); /* bcdDevice */
    memcpy(numbers + 18, said + 4, 3);                /* class */
    numbers[21] = host->configuration[5];
    numbers[22] = said[17]; /* bNumConfigurations */
    numbers[23] = (uint8_t)device->interface_count;
}

bool usbip_device_endpoint(const struct usb_host *host, unsigned endpoint,
                           bool in, enum usb_kind *kind)
{
    unsigned address = endpoint | (in ? 0x80 : 0);
    const uint8_t *at = NULL;
    *kind = USB_CONTROL;
    if (endpoint == 0)
        return true;
    while ((at = next(host, at, ENDPOINT, ENDPOINT_SIZE)))
        if (at[2] == address)
            break;
    unsigned type = at ? at[3] & 3 : 0;
    *kind = type == TYPE_INTERRUPT ? USB_INTERRUPT : USB_BULK;
    return type == TYPE_INTERRUPT || type == TYPE_BULK;
}
