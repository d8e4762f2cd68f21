/* SPDX-License-Identifier: MIT
 *
 * The USB interface of the L43x: DFU on PA11 and PA12 (AN2606), as select.h
 * polls it.
 */
#ifndef ROM_STM32L4_USB_INTERFACE_H
#define ROM_STM32L4_USB_INTERFACE_H

/* Configures pins and clocks and attaches the device to the bus. */
void usb_start(void);

/* Serves the host that has reset the bus, and does not return then. */
void usb_poll(void);

#endif
