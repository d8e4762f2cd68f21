/* SPDX-License-Identifier: MIT
 *
 * A USB full-speed device on the USB FS block of the STM32L0 (RM0367 32), from
 * its registers, in C99, without a HAL, a heap or the rest of this tree but
 * the register headers in firmware/stm32l0. To use it:
 *
 *   1. Compile examples/usb/usb_*.c (the classes you do not use may stay away),
 *      with the root of this tree on the include path.
 *   2. Write down your device: a constant struct usb_device with descriptors
 *      (usb_descriptor.h), strings and functions (usb_function.h). Classes that
 *      are here: usb_cdc.h, a serial port; usb_dfu_runtime.h, the way to the
 *      ROM bootloader; usb_microsoft.h, for Windows.
 *   3. SYSCLK and PCLK1 of 10 MHz or more (RM0367 32.4.2), then
 *      usb_clock_start() and usb_device_start(&yours). PA11 (D-) and PA12 (D+)
 *      stay in their reset state.
 *   4. The vector USB_IRQHandler calls usb_device_interrupt(). All callbacks
 *      come from there.
 *
 * examples/nucleo-l073rz/device.c is such a device. Not here: isochronous
 * endpoints, two buffers for an endpoint, remote wake-up, alternate settings,
 * more than one configuration, other languages, descriptors of an interface
 * (HID), and VBUS: a device with a supply of its own starts when it sees it.
 */
#ifndef EXAMPLES_USB_USB_DEVICE_H
#define EXAMPLES_USB_USB_DEVICE_H

#include "examples/usb/usb_endpoint.h"
#include "examples/usb/usb_function.h"

/* Shows the device to the host. DEVICE stays where it is. */
void usb_device_start(const struct usb_device *device);
/* The interrupt. */
void usb_device_interrupt(void);
/* Returns whether the host has configured the device. */
bool usb_device_configured(void);

#endif
