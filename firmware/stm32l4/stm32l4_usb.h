/* SPDX-License-Identifier: MIT
 *
 * The USB full-speed device of the STM32L43x, its packet memory, and the CRS.
 * RM0394.
 */
#ifndef FIRMWARE_STM32L4_STM32L4_USB_H
#define FIRMWARE_STM32L4_STM32L4_USB_H

#include "firmware/stm32l4/stm32l4.h"
#include "firmware/usb_fs.h"

#define USB      ((struct usb *)0x40006800)
#define USB_SRAM ((volatile uint16_t *)0x40006C00)
#define CRS      ((struct crs *)0x40006000)

#endif
