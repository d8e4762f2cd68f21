/* SPDX-License-Identifier: MIT
 *
 * The USB full-speed device, its packet memory, and what its 48 MHz come from.
 * RM0367.
 */
#ifndef FIRMWARE_STM32L0_STM32L073_USB_H
#define FIRMWARE_STM32L0_STM32L073_USB_H

#include "firmware/stm32l0/stm32l073.h"
#include "firmware/usb_fs.h"

#define USB      ((struct usb *)0x40005C00)
#define USB_SRAM ((volatile uint16_t *)0x40006000)
#define CRS      ((struct crs *)0x40006C00)

enum {
    RCC_APB1ENR_USBEN = 1 << 23,
    RCC_APB1RSTR_USBRST = 1 << 23,
    RCC_APB1ENR_CRSEN = 1 << 27,
    NVIC_USB = 31 /* the interrupt */
};

#endif
