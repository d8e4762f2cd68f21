/* SPDX-License-Identifier: MIT */
#include "bench/usb_descriptor.h"

#include "chip/little_endian.h"

/* Types of descriptors (USB 2.0 table 9-5), and the shortest of each. */
enum { INTERFACE = 4, INTERFACE_SIZE = 9, ENDPOINT = 5, ENDPOINT_SIZE = 7 };

const uint8_t *usb_descriptor_next(const struct usb_host *host,
                                   const uint8_t *at)
{
    const uint8_t *end = host->configuration + host->configuration_size;
    at = at ? at + at[0] : host->configuration;
    return end - at >= 2 && at[0] >= 2 && at[0] <= end - at ? at : NULL;
}

bool usb_descriptor_is_endpoint(const uint8_t *at)
{
    return at[1] == ENDPOINT && at[0] >= ENDPOINT_SIZE;
}

bool usb_descriptor_is_interface(const uint8_t *at)
{
    return at[1] == INTERFACE && at[0] >= INTERFACE_SIZE;
}

static struct usb_interface interface_of(const uint8_t *at)
{
    return (struct usb_interface){
        .number = at[2], .class = at[5], .subclass = at[6], .protocol = at[7]};
}

bool usb_descriptor_find(const struct usb_host *host, uint8_t class,
                         uint8_t subclass, struct usb_interface *interface)
{
    for (const uint8_t *at = NULL; (at = usb_descriptor_next(host, at));) {
        if (!usb_descriptor_is_interface(at))
            continue;
        *interface = interface_of(at);
        if (interface->class == class && interface->subclass == subclass)
            return true;
    }
    return false;
}

bool usb_descriptor_interface(const struct usb_host *host, uint8_t number,
                              struct usb_interface *interface)
{
    for (const uint8_t *at = NULL; (at = usb_descriptor_next(host, at));) {
        if (!usb_descriptor_is_interface(at) || at[2] != number)
            continue;
        *interface = interface_of(at);
        return true;
    }
    return false;
}

bool usb_descriptor_dfu(const struct usb_host *host, uint8_t number,
                        uint8_t *attributes)
{
    enum { FUNCTIONAL = 0x21, SIZE_1_0 = 7 };
    bool wanted = false;
    for (const uint8_t *at = NULL; (at = usb_descriptor_next(host, at));) {
        if (usb_descriptor_is_interface(at))
            wanted = at[2] == number;
        if (!wanted || at[1] != FUNCTIONAL || at[0] < SIZE_1_0)
            continue;
        *attributes = at[2];
        return true;
    }
    return false;
}

uint32_t usb_descriptor_id(const struct usb_host *host)
{
    return little_endian(host->device + 8, 2) << 16 |
           little_endian(host->device + 10, 2);
}
