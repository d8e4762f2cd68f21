/* SPDX-License-Identifier: MIT
 *
 * Endpoint 0 of the USB block: control transfers of packets of 64 bytes, driven
 * by the block's interrupt. RM0367 section 32; the block of the L43x is the
 * same.
 */
#ifndef ROM_PROTOCOL_USB_CONTROL_H
#define ROM_PROTOCOL_USB_CONTROL_H

#include <stdbool.h>

/* Switches the block on, suspended until the bus moves. It has been reset. */
void usb_control_start(void);

/* Returns whether a host has reset the bus. */
bool usb_control_has_host(void);

/* Returns whether a request has ended after which the next one has to wait. */
bool usb_control_waits(void);

/* Takes requests again; the interrupt is disabled. */
void usb_control_listen(void);

/* Takes the interrupt of the block. */
void usb_interrupt(void);

#endif
