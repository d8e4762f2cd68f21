/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_leave.h"

#include "firmware/stm32l0/stm32l073_usb.h"

enum { FRAMES = 250 };

static struct {
    bool begun;
    unsigned frames; /* since then */
    void (*left)(void);
} leave;

void usb_leave_init(void (*left)(void))
{
    leave.begun = false;
    leave.left = left;
}

void usb_leave(void)
{
    if (leave.begun)
        return;
    leave.begun = true;
    leave.frames = 0;
    USB->CNTR |= USB_CNTR_SOFM;
}

bool usb_leave_begun(void)
{
    return leave.begun;
}

void usb_leave_now(void)
{
    if (!leave.begun)
        return;
    leave.begun = false;
    USB->BCDR = 0;
    USB->CNTR = USB_CNTR_FRES | USB_CNTR_PDWN;
    if (leave.left)
        leave.left();
}

void usb_leave_frame(void)
{
    if (leave.begun && ++leave.frames > FRAMES)
        usb_leave_now();
}
