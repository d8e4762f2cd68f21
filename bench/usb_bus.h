/* SPDX-License-Identifier: MIT
 *
 * The transactions of the USB host: which comes when, and what its answer means
 * for the transfer.
 */
#ifndef BENCH_USB_BUS_H
#define BENCH_USB_BUS_H

#include "bench/usb_state.h"

/* Frames begin now. */
void usb_bus_start(struct usb_host *host, struct chip *chip);
/* Returns false when there is no room. */
bool usb_bus_add(struct usb_host *host, struct chip *chip,
                 const struct usb_transfer *transfer, bool own);
/* The device has become ready: what it answered with NAK is made again. */
void usb_bus_wake(struct usb_host *host, struct chip *chip);
/* Ends the transaction whose time is over, and begins the next one. */
void usb_bus_run(struct usb_host *host, struct chip *chip);
uint64_t usb_bus_due(const struct usb_host *host);

#endif
