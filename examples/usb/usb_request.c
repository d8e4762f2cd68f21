/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_request.h"

#include <stddef.h>

#include "examples/usb/usb_descriptor.h"
#include "examples/usb/usb_endpoint.h"

enum { /* bRequest, USB 2.0 table 9-4 */
       GET_STATUS = 0,
       CLEAR_FEATURE = 1,
       SET_FEATURE = 3,
       SET_ADDRESS = 5,
       GET_DESCRIPTOR = 6,
       GET_CONFIGURATION = 8,
       SET_CONFIGURATION = 9,
       GET_INTERFACE = 10,
       SET_INTERFACE = 11
};

enum { ENDPOINT_HALT = 0, LANGUAGE_ENGLISH = 0x0409, STRING_MAX = 31 };
enum { BCONFIGURATIONVALUE = 5, BMATTRIBUTES = 7 }; /* of a configuration */

static struct {
    uint8_t configuration; /* 0 = not configured */
    uint8_t answer[2];
    uint16_t string[1 + STRING_MAX]; /* descriptor */
} request;

bool usb_request_configured(void)
{
    return request.configuration;
}

/* --- functions --- */

const struct usb_function *
usb_request_of_interface(const struct usb_device *device, unsigned interface)
{
    for (unsigned i = 0; i < device->function_count; i++) {
        const struct usb_function *function = &device->functions[i];
        if (interface - function->interface < function->interfaces)
            return function;
    }
    return NULL;
}

const struct usb_function *
usb_request_of_endpoint(const struct usb_device *device, unsigned endpoint)
{
    for (unsigned i = 0; i < device->function_count; i++)
        if (device->functions[i].endpoints >> (endpoint & USB_EPR_EA) & 1)
            return &device->functions[i];
    return NULL;
}

static void unconfigure(const struct usb_device *device)
{
    request.configuration = 0;
    usb_endpoint_close_others();
    for (unsigned i = 0; i < device->function_count; i++)
        if (device->functions[i].reset)
            device->functions[i].reset();
}

void usb_request_reset(const struct usb_device *device)
{
    unconfigure(device);
}

static bool set_configuration(const struct usb_device *device, unsigned value)
{
    if (value && value != device->configuration[BCONFIGURATIONVALUE])
        return false;
    unconfigure(device);
    request.configuration = (uint8_t)value;
    for (unsigned i = 0; value && i < device->function_count; i++)
        if (device->functions[i].configured)
            device->functions[i].configured();
    return true;
}

/* --- descriptors --- */

static unsigned total(const uint8_t *descriptor)
{
    return descriptor[2] | (unsigned)descriptor[3] << 8;
}

/* USB 2.0 9.6.7: UTF-16; string 0 is the list of languages. */
static bool send_string(const struct usb_device *device, unsigned index)
{
    unsigned length = 0;
    if (index > device->string_count)
        return false;
    if (index == 0)
        request.string[++length] = LANGUAGE_ENGLISH;
    else
        for (const char *text = device->strings[index - 1];
             *text && length < STRING_MAX; text++)
            request.string[++length] = (uint8_t)*text;
    unsigned size = 2 + 2 * length;
    request.string[0] = (uint16_t)(size | USB_DESCRIPTOR_STRING << 8);
    usb_control_send(request.string, size);
    return true;
}

static bool get_descriptor(const struct usb_device *device,
                           const struct usb_setup *setup)
{
    unsigned index = setup->wValue & 0xFF, type = setup->wValue >> 8;
    if (type == USB_DESCRIPTOR_STRING)
        return send_string(device, index);
    if (index)
        return false;
    if (type == USB_DESCRIPTOR_DEVICE)
        usb_control_send(device->device, device->device[0]);
    else if (type == USB_DESCRIPTOR_CONFIGURATION)
        usb_control_send(device->configuration, total(device->configuration));
    else if (type == USB_DESCRIPTOR_BOS && device->bos)
        usb_control_send(device->bos, total(device->bos));
    else
        return false;
    return true;
}

/* --- requests --- */

static bool send_answer(unsigned value, unsigned size)
{
    request.answer[0] = (uint8_t)value;
    request.answer[1] = 0;
    usb_control_send(request.answer, size);
    return true;
}

static bool serve_device(const struct usb_device *device,
                         const struct usb_setup *setup)
{
    bool self_powered = device->configuration[BMATTRIBUTES] & 0x40;
    switch (setup->bRequest) {
    case GET_STATUS: return send_answer(self_powered, 2);
    case SET_ADDRESS: return setup->wValue < 128; /* when completed */
    case GET_DESCRIPTOR: return get_descriptor(device, setup);
    case GET_CONFIGURATION: return send_answer(request.configuration, 1);
    case SET_CONFIGURATION: return set_configuration(device, setup->wValue);
    default: return false;
    }
}

static bool serve_interface(const struct usb_device *device,
                            const struct usb_setup *setup)
{
    if (!request.configuration ||
        !usb_request_of_interface(device, setup->wIndex))
        return false;
    switch (setup->bRequest) {
    case GET_STATUS: return send_answer(0, 2);
    case GET_INTERFACE: return send_answer(0, 1);
    case SET_INTERFACE: return setup->wValue == 0;
    default: return false;
    }
}

/* A halt that is cleared lets the function go on sending. */
static void clear_halt(const struct usb_device *device, unsigned address)
{
    const struct usb_function *function =
        usb_request_of_endpoint(device, address);
    usb_endpoint_halt(address, false);
    if (address & USB_ENDPOINT_IN && function && function->sent)
        function->sent(address & USB_EPR_EA);
}

static bool serve_endpoint(const struct usb_device *device,
                           const struct usb_setup *setup)
{
    unsigned address = setup->wIndex;
    bool control = (address & ~(unsigned)USB_ENDPOINT_IN) == 0;
    if (!usb_endpoint_is_open(address))
        return false;
    if (setup->bRequest == GET_STATUS)
        return send_answer(!control && usb_endpoint_is_halted(address), 2);
    if (setup->wValue != ENDPOINT_HALT || control)
        return false;
    if (setup->bRequest == SET_FEATURE)
        usb_endpoint_halt(address, true);
    else if (setup->bRequest == CLEAR_FEATURE)
        clear_halt(device, address);
    else
        return false;
    return true;
}

bool usb_request_serve(const struct usb_device *device,
                       const struct usb_setup *setup)
{
    switch (setup->bmRequestType & USB_REQUEST_RECIPIENT) {
    case USB_REQUEST_TO_DEVICE: return serve_device(device, setup);
    case USB_REQUEST_TO_INTERFACE: return serve_interface(device, setup);
    case USB_REQUEST_TO_ENDPOINT: return serve_endpoint(device, setup);
    default: return false;
    }
}

/* USB 2.0 9.4.6: the new address is for what follows the status stage. */
void usb_request_completed(const struct usb_setup *setup)
{
    if (setup->bmRequestType == USB_REQUEST_TO_DEVICE &&
        setup->bRequest == SET_ADDRESS)
        USB->DADDR = USB_DADDR_EF | setup->wValue;
}
