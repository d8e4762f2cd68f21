/* SPDX-License-Identifier: MIT
 *
 * `boot0 demo --usb`: from a DFU_DETACH to new firmware over a USB cable, with
 * the real dfu-util, which libboot0-usb connects with the board.
 */
#ifndef TOOLS_DEMO_USB_H
#define TOOLS_DEMO_USB_H

#include "tools/stage.h"

/* Returns the exit status. */
int demo_usb(struct stage *stage);

#endif
