/* SPDX-License-Identifier: MIT
 *
 * The 48 MHz of the USB device without a crystal: HSI48, kept in tune by the
 * frames of the host. RM0367 7.2.4 (HSI48), 8 (CRS).
 */
#ifndef EXAMPLES_USB_USB_CLOCK_H
#define EXAMPLES_USB_USB_CLOCK_H

/* Starts HSI48, gives it to the USB device, and turns on the clocks of USB and
 * CRS. */
void usb_clock_start(void);

#endif
