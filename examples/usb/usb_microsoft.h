/* SPDX-License-Identifier: MIT
 *
 * Windows binds its driver WinUSB, which dfu-util works with, to one function
 * of the device, without an .inf file. Microsoft OS 2.0 Descriptors
 * Specification (July 2018; Windows 8.1 and later). bcdUSB must be 0x0201 or
 * more, so that Windows asks for the BOS descriptor.
 */
#ifndef EXAMPLES_USB_USB_MICROSOFT_H
#define EXAMPLES_USB_USB_MICROSOFT_H

#include "examples/usb/usb_control.h"

/* BOS descriptor (USB 3.2 9.6.2) with the platform capability of Microsoft:
 * usb_device.bos. */
extern const uint8_t usb_microsoft_bos[];

/* The function whose first interface is INTERFACE gets WinUSB. GUID: the
 * DeviceInterfaceGUID by which programs find it, "{8-4-4-4-12 digits}": one of
 * your own for your device. */
void usb_microsoft_init(uint8_t interface, const char *guid);
/* usb_device.vendor: the request for the descriptor set. */
bool usb_microsoft_request(const struct usb_setup *setup);

#endif
