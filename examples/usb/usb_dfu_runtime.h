/* SPDX-License-Identifier: MIT
 *
 * The run-time interface of DFU: a host that has dfu-util finds the device,
 * and asks it to leave for its bootloader (DETACH), which usb_leave() does.
 * USB Device Firmware Upgrade Specification 1.1, sections 4 and 5.
 */
#ifndef EXAMPLES_USB_USB_DFU_RUNTIME_H
#define EXAMPLES_USB_USB_DFU_RUNTIME_H

#include "examples/usb/usb_control.h"
#include "examples/usb/usb_descriptor.h"

enum {
    USB_DFU_CLASS = 0xFE, /* application specific */
    USB_DFU_SUBCLASS = 1,
    USB_DFU_PROTOCOL_RUNTIME = 1,
    USB_DFU_FUNCTIONAL = 0x21, /* type of the descriptor */
    /* bmAttributes: can download and upload; leaves the bus by itself, so that
     * the host makes no reset (bitWillDetach). */
    USB_DFU_ATTRIBUTES = 0x0B,
    USB_DFU_DETACH_MS = 1000, /* at most, to detach */
    USB_DFU_TRANSFER = 2048   /* as ST's ROM has it */
};

#define USB_DFU_RUNTIME_SIZE (USB_INTERFACE_SIZE + 9)

/* Interface NUMBER, whose name is STRING, and its functional descriptor. */
#define USB_DFU_RUNTIME(NUMBER, STRING)                                        \
    USB_INTERFACE(NUMBER, 0, USB_DFU_CLASS, USB_DFU_SUBCLASS,                  \
                  USB_DFU_PROTOCOL_RUNTIME, STRING),                           \
        9, USB_DFU_FUNCTIONAL, USB_DFU_ATTRIBUTES,                             \
        USB_WORD(USB_DFU_DETACH_MS), USB_WORD(USB_DFU_TRANSFER),               \
        USB_WORD(0x0110)

/* Callbacks of its struct usb_function. */
bool usb_dfu_runtime_request(const struct usb_setup *setup);
void usb_dfu_runtime_completed(const struct usb_setup *setup);

#endif
