/* SPDX-License-Identifier: MIT
 *
 * The registers of the endpoints, EPnR.
 */
#ifndef CHIP_BLOCK_USB_FS_ENDPOINT_H
#define CHIP_BLOCK_USB_FS_ENDPOINT_H

#include "chip/block/usb_fs_state.h"

/* What a reset of the bus, or FRES, does to them and to the address. */
void usb_fs_endpoint_reset(struct usb_fs *usb);
void usb_fs_endpoint_write(struct chip *chip, struct usb_fs *usb, unsigned n,
                           uint32_t value);
/* Returns ISTR.CTR, DIR and EP_ID, which follow the endpoints. */
uint32_t usb_fs_endpoint_flags(const struct usb_fs *usb);

#endif
