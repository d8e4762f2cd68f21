/* SPDX-License-Identifier: MIT
 *
 * The USB block, and what its descriptors say of this part.
 */
#ifndef ROM_STM32L0_USB_REGISTERS_H
#define ROM_STM32L0_USB_REGISTERS_H

#include "firmware/stm32l0/stm32l073_usb.h"

/* The alternate settings, each ended by 0 but the last. */
#define USB_MEMORIES                                                           \
    "@Internal Flash  /0x08000000/1536*128g\0"                                 \
    "@Option Bytes  /0x1FF80000/01*032 e\0"                                    \
    "@DATA Memory /0x08080000/2*3Ke"

/* The unique id, and the index of its third word. */
#define USB_UID      0x1FF80050
#define USB_UID_HIGH 5

#endif
