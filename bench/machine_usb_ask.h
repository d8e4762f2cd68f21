/* SPDX-License-Identifier: MIT
 *
 * The asks that a USB host makes once it has found the device: DFU_DETACH (DFU
 * 1.1 5.1), and the opening of a serial port (CDC PSTN 1.2) at 1200 baud.
 */
#ifndef BENCH_MACHINE_USB_ASK_H
#define BENCH_MACHINE_USB_ASK_H

#include "bench/machine.h"

/* What keeps the host from making the ask now. */
enum usb_ask_ready {
    USB_ASK_READY,
    USB_ASK_WAITS, /* the device may still come */
    USB_ASK_VAIN   /* *why says why it never can */
};

enum usb_ask_ready machine_usb_ask_ready(const struct machine *machine,
                                         const struct ask *ask,
                                         enum machine_vain *why);

/* Makes the ask with that index. */
void machine_usb_ask_begin(struct machine *machine, unsigned index);

/* Follows its transfers. True: it has just ended. */
bool machine_usb_ask_follow(struct machine *machine);

/* Returns why such an ask was in vain, in words (VAIN_ABSENT and what follows).
 */
const char *machine_usb_ask_vain(enum machine_vain why, const struct ask *ask);

#endif
