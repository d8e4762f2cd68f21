/* SPDX-License-Identifier: MIT
 *
 * The descriptors of the DFU device. docs/rom.md 10 has the sources.
 */
#ifndef ROM_STM32L0_USB_DESCRIPTOR_H
#define ROM_STM32L0_USB_DESCRIPTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "rom/protocol/usb.h"

enum { USB_ALTERNATES = 3 };

/* Finds the descriptor that wValue of GET_DESCRIPTOR names, its type in the
 * upper byte. Returns false when there is none. */
bool usb_descriptor(uint32_t value, struct usb_data *data);

#endif
