/* SPDX-License-Identifier: MIT
 *
 * Leaving the bus for the bootloader, so that the host sees no error: the
 * control transfer that asked for it is complete, the host has had 250 frames
 * to come to rest, and the pull-up is off. A reset in the middle of the
 * transfer, or right behind it, makes the host report an error (boot0 explain
 * G1).
 */
#ifndef EXAMPLES_USB_USB_LEAVE_H
#define EXAMPLES_USB_USB_LEAVE_H

#include <stdbool.h>

/* Begins to leave; usb_device.left is called in the end. Call it when the
 * request has completed. */
void usb_leave(void);
bool usb_leave_begun(void);

/* For usb_device.c: what comes in the end; each frame; a bus that is reset or
 * suspended, where nothing is left to wait for. */
void usb_leave_init(void (*left)(void));
void usb_leave_frame(void);
void usb_leave_now(void);

#endif
