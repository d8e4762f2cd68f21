/* SPDX-License-Identifier: MIT
 *
 * The descriptors of the DFU device. docs/rom.md 10 and rom-l4.md 8 have the
 * sources.
 */
#ifndef ROM_PROTOCOL_USB_DESCRIPTOR_H
#define ROM_PROTOCOL_USB_DESCRIPTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "rom/protocol/usb.h"

enum { USB_ALTERNATES = 3 };

/* Finds the descriptor that wValue of GET_DESCRIPTOR names, its type in the
 * upper byte. Returns false when there is none. */
bool usb_descriptor(uint32_t value, struct usb_data *data);

#endif
