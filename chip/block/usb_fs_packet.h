/* SPDX-License-Identifier: MIT
 *
 * The transactions of the USB device, from and to the packet memory.
 */
#ifndef CHIP_BLOCK_USB_FS_PACKET_H
#define CHIP_BLOCK_USB_FS_PACKET_H

#include "chip/block/usb_fs_state.h"

/* Returns an enum usb_answer. */
unsigned usb_fs_transact(struct chip *chip, const struct map_row *row,
                         struct usb_packet *packet);

#endif
