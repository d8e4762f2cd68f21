/* SPDX-License-Identifier: MIT
 *
 * The USB socket of a machine, and the host of usb_host.h that may be plugged
 * into it. What the host does and sees is MACHINE_USB.
 */
#ifndef BENCH_MACHINE_USB_H
#define BENCH_MACHINE_USB_H

#include "bench/machine.h"

/* Plugs the host in, or pulls the cable: then all transfers end. */
void machine_usb_plug(struct machine *machine, bool plugged);

/* As usb_host_submit(), usb_host_take(), usb_host_cancel(). What the ROM has
 * done is its answer. */
bool machine_usb_submit(struct machine *machine,
                        const struct usb_transfer *transfer);
bool machine_usb_take(struct machine *machine, struct usb_transfer *transfer);
bool machine_usb_cancel(struct machine *machine, uint64_t tag,
                        struct usb_transfer *transfer);

/* Returns the time of what the host does next, or NEVER. */
uint64_t machine_usb_due(const struct machine *machine);
/* Lets the host do what is due now. */
void machine_usb_attend(struct machine *machine, uint64_t now);
/* Follows an EVENT_USB of the chip. */
void machine_usb_follow(struct machine *machine, const struct event *event);

#endif
