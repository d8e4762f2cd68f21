/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_control.h"

#include <stddef.h>

#include "examples/usb/usb_endpoint.h"

enum stage { IDLE, DATA_IN, DATA_OUT, STATUS_IN, STATUS_OUT };

static struct {
    enum stage stage;
    struct usb_setup setup;
    const uint8_t *from; /* the data that are still to be sent, */
    uint8_t *to;         /* or the place of those to be received */
    unsigned left, room;
    bool zero;       /* an empty packet ends them */
    unsigned rx, tx; /* how endpoint 0 goes on: USB_STAT_ */
} control;

void usb_control_start(void)
{
    control.stage = IDLE;
    usb_endpoint_open(0, USB_EPR_EP_TYPE_CONTROL);
    usb_endpoint_open(USB_ENDPOINT_IN, USB_EPR_EP_TYPE_CONTROL);
}

void usb_control_send(const void *data, unsigned size)
{
    unsigned wanted = control.setup.wLength;
    control.from = data;
    control.left = size < wanted ? size : wanted;
    control.zero = size < wanted && size % USB_PACKET == 0;
}

void usb_control_receive(void *data, unsigned size)
{
    control.to = data;
    control.room = size;
}

/* --- stages --- */

static void refuse(void)
{
    control.stage = IDLE;
    control.rx = control.tx = USB_STAT_STALL;
}

/* The host may end the data early: OUT is open for its status stage. */
static void send_part(void)
{
    unsigned size = control.left < USB_PACKET ? control.left : USB_PACKET;
    usb_endpoint_fill(0, control.from, size);
    control.from += size;
    control.left -= size;
    if (size < USB_PACKET)
        control.zero = false;
    control.rx = control.tx = USB_STAT_VALID;
}

static void send_status(void)
{
    control.stage = STATUS_IN;
    usb_endpoint_fill(0, NULL, 0);
    control.tx = USB_STAT_VALID;
}

static void begin(void)
{
    if (control.setup.bmRequestType & USB_REQUEST_IN && control.setup.wLength) {
        control.stage = DATA_IN;
        send_part();
    } else if (control.setup.wLength == 0)
        send_status();
    else if (control.setup.wLength > control.room)
        refuse();
    else {
        control.stage = DATA_OUT;
        control.left = control.setup.wLength;
        control.rx = USB_STAT_VALID;
    }
}

/* USB 2.0 8.5.3: a new request ends the one before it. */
static void serve(const struct usb_control_user *user)
{
    usb_endpoint_fetch(0, &control.setup);
    control.rx = control.tx = USB_STAT_NAK;
    control.from = NULL;
    control.left = control.room = 0;
    control.zero = false;
    if (user->request(&control.setup))
        begin();
    else
        refuse();
}

static void end(const struct usb_control_user *user)
{
    control.stage = IDLE;
    control.rx = control.tx = USB_STAT_NAK;
    user->completed(&control.setup);
}

/* A packet went to the host. */
static void sent(const struct usb_control_user *user)
{
    if (control.stage == STATUS_IN)
        end(user);
    else if (control.stage == DATA_IN && (control.left || control.zero))
        send_part();
    else if (control.stage == DATA_IN) {
        control.stage = STATUS_OUT;
        control.rx = USB_STAT_VALID;
    }
}

/* USB 2.0 8.5.3.2: more than was announced is an error. */
static void take_part(void)
{
    uint8_t part[USB_PACKET];
    unsigned size = usb_endpoint_fetch(0, part);
    if (size > control.left) {
        refuse();
        return;
    }
    for (unsigned i = 0; i < size; i++)
        *control.to++ = part[i];
    control.left -= size;
    control.rx = USB_STAT_VALID;
    if (control.left == 0 || size < USB_PACKET) {
        control.rx = USB_STAT_NAK;
        send_status();
    }
}

/* A packet without SETUP came from the host. */
static void received(const struct usb_control_user *user)
{
    if (control.stage == DATA_OUT)
        take_part();
    else if (control.stage == DATA_IN || control.stage == STATUS_OUT)
        end(user);
}

void usb_control_event(const struct usb_control_user *user)
{
    uint32_t ep = USB->EPR[0];
    control.rx = control.tx = USB_STAT_NAK;
    if (ep & USB_EPR_CTR_TX)
        sent(user);
    if (ep & USB_EPR_CTR_RX && ep & USB_EPR_SETUP)
        serve(user);
    else if (ep & USB_EPR_CTR_RX)
        received(user);
    usb_endpoint_answer(0, ep & (USB_EPR_CTR_RX | USB_EPR_CTR_TX), control.rx,
                        control.tx);
}
