/* SPDX-License-Identifier: MIT
 *
 * The USB full-speed device of the F0, F3, L0 and L4, with 1024 bytes of packet
 * memory. RM0367 section 32; STM32F103's RM0008 section 23 for the same block
 * with another memory. usb_fs.c has the registers, usb_fs_endpoint.c those of
 * the endpoints, usb_fs_bus.c what the line does (reset, frames, suspend,
 * resume), usb_fs_packet.c the transactions.
 *
 * A byte k of the packet memory is at base + k. The line is that of chip/usb.h;
 * the pins PA11 and PA12 do not show it. With a clock that is not 48 MHz within
 * 0.25 % the device is silent (USB 2.0, 7.1.11), but hears the host within 5 %
 * (assumed), so that the CRS can trim HSI48 by its frames.
 *
 * Assumed: without its pull-up the device sees neither reset nor frames; an
 * unplugged line with the pull-up is idle; the CRC of a packet is not stored in
 * the memory; more data than a buffer takes is answered with STALL and not
 * stored; suspended for longer than 3 ms with FSUSP=0, SUSP comes again; the
 * packet memory keeps its contents over resets.
 *
 * Not modelled: errors of the line (ERR), PMAOVR, LPM (its registers are kept;
 * the host sends none), battery charger detection but DCDET.
 */
#ifndef CHIP_BLOCK_USB_FS_H
#define CHIP_BLOCK_USB_FS_H

#include "chip/block/usb_fs_state.h"

/* The registers, and the packet memory: two rows with the same state. Due
 * events of the first: start of frame, the next frame that does not come. */
extern const struct map_kind usb_fs, usb_fs_memory;

#endif
