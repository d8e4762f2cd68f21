/* SPDX-License-Identifier: MIT */
#include "rom/protocol/usb_request.h"

#include "rom/protocol/dfu.h"
#include "rom/protocol/usb_descriptor.h"

/* bRequest, USB 2.0 table 9-4 */
enum {
    GET_STATUS = 0,
    CLEAR_FEATURE = 1,
    SET_ADDRESS = 5,
    GET_DESCRIPTOR = 6,
    GET_CONFIGURATION = 8,
    SET_CONFIGURATION = 9,
    GET_INTERFACE = 10,
    SET_INTERFACE = 11
};

/* bmRequestType with its direction */
enum { TO_DEVICE = 0, TO_INTERFACE, TO_ENDPOINT, OF_DEVICE = 0x80 };

enum { ADDRESS_MAX = 127, SELF_POWERED = 1 };

static struct {
    uint8_t configuration, alternate;
    uint8_t status[2]; /* for GET_STATUS */
} device __attribute__((section(".noinit")));

void usb_request_reset(void)
{
    device.configuration = device.alternate = 0;
    dfu_reset();
}

static bool send(struct usb_data *data, const uint8_t *bytes, uint32_t size)
{
    *data = (struct usb_data){{bytes}, size};
    return true;
}

static bool get_status(const struct usb_setup *setup, struct usb_data *data)
{
    device.status[0] = setup->bmRequestType == OF_DEVICE ? SELF_POWERED : 0;
    device.status[1] = 0;
    return send(data, device.status, sizeof device.status);
}

static bool set_configuration(uint32_t value)
{
    device.configuration = (uint8_t)value;
    device.alternate = 0;
    return value <= 1;
}

static bool set_interface(const struct usb_setup *setup)
{
    if (setup->wIndex != 0 || setup->wValue >= USB_ALTERNATES)
        return false;
    device.alternate = (uint8_t)setup->wValue;
    return true;
}

/* True: the data of that request go where it says. */
static bool is_right_way(const struct usb_setup *setup)
{
    const uint32_t gets = 1u << GET_STATUS | 1u << GET_DESCRIPTOR |
                          1u << GET_CONFIGURATION | 1u << GET_INTERFACE;
    bool get = setup->bRequest < 32 && gets >> setup->bRequest & 1;
    return get == !!(setup->bmRequestType & USB_TYPE_IN);
}

/* Endpoint 0 has no halt to be cleared; there is no other feature. */
static bool standard(const struct usb_setup *setup, struct usb_data *data)
{
    if (!is_right_way(setup))
        return false;
    switch (setup->bRequest) {
    case GET_STATUS: return get_status(setup, data);
    case CLEAR_FEATURE: return setup->bmRequestType == TO_ENDPOINT;
    case SET_ADDRESS: return setup->wValue <= ADDRESS_MAX;
    case GET_DESCRIPTOR: return usb_descriptor(setup->wValue, data);
    case GET_CONFIGURATION: return send(data, &device.configuration, 1);
    case SET_CONFIGURATION: return set_configuration(setup->wValue);
    case GET_INTERFACE: return send(data, &device.alternate, 1);
    case SET_INTERFACE: return set_interface(setup);
    default: return false;
    }
}

static bool is_class(const struct usb_setup *setup)
{
    return (setup->bmRequestType & ~USB_TYPE_IN) ==
           (USB_TYPE_CLASS | TO_INTERFACE);
}

static bool take(const struct usb_setup *setup, struct usb_data *data)
{
    if (is_class(setup))
        return setup->wIndex == 0 && dfu_request(setup, data);
    return !(setup->bmRequestType & USB_TYPE_KIND) && standard(setup, data);
}

bool usb_request(const struct usb_setup *setup, struct usb_data *data)
{
    data->size = 0;
    if (!take(setup, data))
        return false;
    if (data->size > setup->wLength)
        data->size = setup->wLength;
    return true;
}

bool usb_request_is_address(const struct usb_setup *setup)
{
    return setup->bmRequestType == TO_DEVICE && setup->bRequest == SET_ADDRESS;
}

bool usb_request_end(const struct usb_setup *setup)
{
    return is_class(setup) && dfu_end();
}
