/* SPDX-License-Identifier: MIT
 *
 * The USB block of the L43x, and what its descriptors say of this part.
 */
#ifndef ROM_STM32L4_USB_REGISTERS_H
#define ROM_STM32L4_USB_REGISTERS_H

#include "firmware/stm32l4/stm32l4_usb.h"

/* The alternate settings, each ended by 0 but the last. */
#define USB_MEMORIES                                                           \
    "@Internal Flash  /0x08000000/128*0002Kg\0"                                \
    "@Option Bytes  /0x1FFF7800/01*040 e\0"                                    \
    "@OTP Memory /0x1FFF7000/01*0001Ke"

/* The unique id, and the index of its third word. */
#define USB_UID      0x1FFF7590
#define USB_UID_HIGH 2

#endif
