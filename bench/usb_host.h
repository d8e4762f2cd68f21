/* SPDX-License-Identifier: MIT
 *
 * The USB host of the bench: a root port and a full-speed controller, with one
 * device at most. It waits for the device, resets it, gives it an address,
 * reads its descriptors, and then makes the transactions of the transfers that
 * it is given, in frames of 1 ms, no faster than full-speed USB is. Virtual
 * time only: who runs the chip stops at usb_host_due() and calls
 * usb_host_run() there.
 *
 * USB 2.0: sections 5.8.4 (time of a transaction), 7.1.7 (connect, reset), 8.5
 * (transactions), 9.1.2 (enumeration). A transaction that the device answers
 * with NAK is made again when the device has become ready: NAKs in between
 * change nothing in a device, and are left out.
 */
#ifndef BENCH_USB_HOST_H
#define BENCH_USB_HOST_H

#include "bench/usb_state.h"

/* Nothing is plugged in. */
void usb_host_init(struct usb_host *host);
/* Plugs the cable of a running chip in, or pulls it: all transfers end. */
void usb_host_plug(struct usb_host *host, struct chip *chip, bool plugged);
/* Returns when usb_host_run() has something to do; NEVER = not before an
 * EVENT_USB. */
uint64_t usb_host_due(const struct usb_host *host);
/* Does what is due now. */
void usb_host_run(struct usb_host *host, struct chip *chip);
/* Follows an EVENT_USB of the chip. */
void usb_host_event(struct usb_host *host, struct chip *chip,
                    enum usb_change change);

/* Resets the bus: the device, if there is one, is enumerated again. */
void usb_host_reset(struct usb_host *host, struct chip *chip);

/* Gives the host a transfer; its data stay with the caller. Returns false when
 * there are too many, no device is ready, or small[] is too small. */
bool usb_host_submit(struct usb_host *host, struct chip *chip,
                     const struct usb_transfer *transfer);
/* Takes the first transfer that has ended. Returns false when there is none. */
bool usb_host_take(struct usb_host *host, struct usb_transfer *transfer);
/* Takes the transfer with that tag back, as far as it is. Returns false when
 * there is none that goes on. */
bool usb_host_cancel(struct usb_host *host, uint64_t tag,
                     struct usb_transfer *transfer);

#endif
