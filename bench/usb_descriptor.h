/* SPDX-License-Identifier: MIT
 *
 * The descriptors of the device that the USB host has read: walks through its
 * configuration. USB 2.0 section 9.6.
 */
#ifndef BENCH_USB_DESCRIPTOR_H
#define BENCH_USB_DESCRIPTOR_H

#include "bench/usb_state.h"

/* Classes, subclasses and protocols of interfaces. */
enum {
    USB_CLASS_CDC = 0x02,
    USB_CDC_ACM = 0x02,
    USB_CLASS_APPLICATION = 0xFE, /* application specific, */
    USB_APPLICATION_DFU = 0x01,
    USB_DFU_RUNTIME = 0x01,
    USB_DFU_MODE = 0x02
};

struct usb_interface {
    uint8_t number, class, subclass, protocol;
};

/* Returns the descriptor behind AT in the configuration, the first one if AT is
 * NULL; NULL at the end. It has at least two bytes, and none beyond the end. */
const uint8_t *usb_descriptor_next(const struct usb_host *host,
                                   const uint8_t *at);
/* True: it describes an endpoint, an interface, and is as long as that must be.
 */
bool usb_descriptor_is_endpoint(const uint8_t *at);
bool usb_descriptor_is_interface(const uint8_t *at);

/* Finds the first interface with that class and subclass, or with that number.
 * False: the device has none. */
bool usb_descriptor_find(const struct usb_host *host, uint8_t class,
                         uint8_t subclass, struct usb_interface *interface);
bool usb_descriptor_interface(const struct usb_host *host, uint8_t number,
                              struct usb_interface *interface);

/* Gets bmAttributes of the DFU functional descriptor of that interface (DFU 1.1
 * 4.1.3). False: it has none. */
bool usb_descriptor_dfu(const struct usb_host *host, uint8_t number,
                        uint8_t *attributes);

/* Returns idVendor << 16 | idProduct. */
uint32_t usb_descriptor_id(const struct usb_host *host);

#endif
