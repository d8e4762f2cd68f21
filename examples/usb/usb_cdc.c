/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_cdc.h"

#include <stddef.h>

#include "examples/usb/usb_leave.h"

enum { /* PSTN 1.2 table 13 */
       SET_LINE_CODING = 0x20,
       GET_LINE_CODING = 0x21,
       SET_CONTROL_LINE_STATE = 0x22
};

enum { LINE_CODING_SIZE = 7, DTR = 1, TOUCH_BAUD = 1200 };

static struct {
    uint8_t coding[LINE_CODING_SIZE]; /* PSTN 1.2 6.3.11 */
    uint8_t coming[LINE_CODING_SIZE]; /* of a request that has not completed */
    bool full; /* the last packet: the host's transfer may go on */
} cdc;

/* 115200 baud, 8N1 */
static const uint8_t at_first[LINE_CODING_SIZE] = {0x00, 0xC2, 0x01, 0,
                                                   0,    0,    8};

static void copy(uint8_t *to, const uint8_t *from)
{
    for (unsigned i = 0; i < LINE_CODING_SIZE; i++)
        to[i] = from[i];
}

void usb_cdc_reset(void)
{
    copy(cdc.coding, at_first);
    cdc.full = false;
}

void usb_cdc_configured(void)
{
    usb_endpoint_open(USB_CDC_DATA, USB_EPR_EP_TYPE_BULK);
    usb_endpoint_open(USB_ENDPOINT_IN | USB_CDC_DATA, USB_EPR_EP_TYPE_BULK);
    usb_endpoint_open(USB_ENDPOINT_IN | USB_CDC_NOTIFY,
                      USB_EPR_EP_TYPE_INTERRUPT);
}

uint32_t usb_cdc_baud(void)
{
    return cdc.coding[0] | (uint32_t)cdc.coding[1] << 8 |
           (uint32_t)cdc.coding[2] << 16 | (uint32_t)cdc.coding[3] << 24;
}

/* --- requests --- */

bool usb_cdc_request(const struct usb_setup *setup)
{
    bool in = setup->bmRequestType & USB_REQUEST_IN;
    switch (setup->bRequest) {
    case SET_LINE_CODING:
        usb_control_receive(cdc.coming, LINE_CODING_SIZE);
        return !in && setup->wLength == LINE_CODING_SIZE;
    case GET_LINE_CODING:
        usb_control_send(cdc.coding, LINE_CODING_SIZE);
        return in;
    case SET_CONTROL_LINE_STATE: return !in && setup->wLength == 0;
    default: return false;
    }
}

/* Only a request about DTR makes the touch: Linux sets the baud rate, perhaps
 * the 1200 of the last time, before it raises DTR. */
void usb_cdc_completed(const struct usb_setup *setup)
{
    if (setup->bRequest == SET_LINE_CODING)
        copy(cdc.coding, cdc.coming);
    else if (setup->bRequest == SET_CONTROL_LINE_STATE &&
             !(setup->wValue & DTR) && usb_cdc_baud() == TOUCH_BAUD)
        usb_leave();
}

/* --- data --- */

bool usb_cdc_can_read(void)
{
    return usb_endpoint_has_received(USB_CDC_DATA);
}

unsigned usb_cdc_read(void *data)
{
    return usb_endpoint_read(USB_CDC_DATA, data);
}

bool usb_cdc_can_write(void)
{
    return usb_endpoint_can_send(USB_CDC_DATA);
}

void usb_cdc_write(const void *data, unsigned size)
{
    cdc.full = size == USB_PACKET;
    usb_endpoint_send(USB_CDC_DATA, data, size);
}

void usb_cdc_flush(void)
{
    if (cdc.full)
        usb_cdc_write(NULL, 0);
}
