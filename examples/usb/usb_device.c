/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_device.h"

#include <stddef.h>

#include "examples/usb/usb_leave.h"
#include "examples/usb/usb_request.h"

enum { STARTUP_LOOPS = 64 }; /* 1 us and more, at up to 32 MHz */

static struct {
    const struct usb_device *device;
    const struct usb_function *asked; /* whose request is on endpoint 0 */
} usb;

/* --- start --- */

/* RM0367 32.5.1: the transceiver takes a microsecond (tSTARTUP). */
void usb_device_start(const struct usb_device *device)
{
    usb.device = device;
    usb_leave_init(device->left);
    RCC->APB1RSTR |= RCC_APB1RSTR_USBRST;
    RCC->APB1RSTR &= ~(uint32_t)RCC_APB1RSTR_USBRST;
    USB->CNTR = USB_CNTR_FRES;
    for (volatile unsigned i = 0; i < STARTUP_LOOPS; i++)
        ;
    USB->CNTR = 0;
    USB->ISTR = 0;
    USB->BTABLE = 0;
    USB->CNTR =
        USB_CNTR_CTRM | USB_CNTR_RESETM | USB_CNTR_SUSPM | USB_CNTR_WKUPM;
    NVIC_ISER = 1u << NVIC_USB;
    USB->BCDR = USB_BCDR_DPPU;
}

bool usb_device_configured(void)
{
    return usb_request_configured();
}

/* --- requests --- */

static const struct usb_function *asked(const struct usb_setup *setup)
{
    switch (setup->bmRequestType & USB_REQUEST_RECIPIENT) {
    case USB_REQUEST_TO_INTERFACE:
        return usb_request_of_interface(usb.device, setup->wIndex & 0xFF);
    case USB_REQUEST_TO_ENDPOINT:
        return usb_request_of_endpoint(usb.device, setup->wIndex);
    default: return NULL;
    }
}

static bool request(const struct usb_setup *setup)
{
    unsigned type = setup->bmRequestType & USB_REQUEST_TYPE;
    usb.asked = NULL;
    if (type == USB_REQUEST_STANDARD)
        return usb_request_serve(usb.device, setup);
    if (type == USB_REQUEST_VENDOR && usb.device->vendor &&
        (setup->bmRequestType & USB_REQUEST_RECIPIENT) == USB_REQUEST_TO_DEVICE)
        return usb.device->vendor(setup);
    usb.asked = asked(setup);
    return usb.asked && usb.asked->request && usb_request_configured() &&
           usb.asked->request(setup);
}

static void completed(const struct usb_setup *setup)
{
    if ((setup->bmRequestType & USB_REQUEST_TYPE) == USB_REQUEST_STANDARD)
        usb_request_completed(setup);
    else if (usb.asked && usb.asked->completed)
        usb.asked->completed(setup);
}

static const struct usb_control_user user = {
    .request = request,
    .completed = completed,
};

/* --- interrupt --- */

/* RM0367 32.5.2: what was on the bus is over; the device answers at address 0.
 */
static void reset(void)
{
    USB->CNTR &= ~(uint32_t)USB_CNTR_FSUSP;
    usb_endpoint_close_all();
    usb_request_reset(usb.device);
    usb_control_start();
    USB->DADDR = USB_DADDR_EF;
    usb_leave_now();
}

static void suspend(void)
{
    USB->CNTR |= USB_CNTR_FSUSP;
    usb_leave_now();
}

static void endpoint_event(unsigned n)
{
    const struct usb_function *function =
        usb_request_of_endpoint(usb.device, n);
    uint32_t ep = USB->EPR[n];
    usb_endpoint_notice(n, ep & (USB_EPR_CTR_RX | USB_EPR_CTR_TX));
    if (!function)
        return;
    if (ep & USB_EPR_CTR_RX && function->received)
        function->received(n);
    if (ep & USB_EPR_CTR_TX && function->sent)
        function->sent(n);
}

static void serve_endpoints(void)
{
    uint32_t istr;
    while ((istr = USB->ISTR) & USB_ISTR_CTR) {
        unsigned n = istr & USB_ISTR_EP_ID;
        if (n == 0)
            usb_control_event(&user);
        else
            endpoint_event(n);
    }
}

/* rc_w0: a 0 clears the flag, the others stay. */
static bool flag(uint32_t bit)
{
    bool set = USB->ISTR & bit;
    if (set)
        USB->ISTR = 0xFFFF & ~bit;
    return set;
}

/* In the order in which they happen: a reset ends a suspend. */
void usb_device_interrupt(void)
{
    if (flag(USB_ISTR_SUSP))
        suspend();
    if (flag(USB_ISTR_WKUP))
        USB->CNTR &= ~(uint32_t)USB_CNTR_FSUSP;
    if (flag(USB_ISTR_RESET))
        reset();
    serve_endpoints();
    if (flag(USB_ISTR_SOF))
        usb_leave_frame();
}
