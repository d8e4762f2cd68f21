/* SPDX-License-Identifier: MIT
 *
 * The endpoints 0 to 6 and their packets of up to 64 bytes. Endpoint n is
 * register EPnR in both directions, so that both have one type, and has fixed
 * places in the packet memory. RM0367 32.5.2, 32.6.2.
 */
#ifndef EXAMPLES_USB_USB_ENDPOINT_H
#define EXAMPLES_USB_USB_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/stm32l0/stm32l073_usb.h"

enum { USB_ENDPOINTS = 7, USB_ENDPOINT_IN = 0x80 };

/* Opens one direction: ADDRESS as in its descriptor, TYPE a USB_EPR_EP_TYPE_.
 * OUT takes packets from now on, IN waits for usb_endpoint_send(); both begin
 * with DATA0. */
void usb_endpoint_open(unsigned address, uint32_t type);
/* Closes all endpoints, or all but endpoint 0, and forgets their packets. */
void usb_endpoint_close_all(void);
void usb_endpoint_close_others(void);

/* Returns whether endpoint N can take a packet to send. */
bool usb_endpoint_can_send(unsigned n);
/* Gives endpoint N a packet of SIZE bytes, 64 at most, to send when the host
 * asks. Only where usb_endpoint_can_send(). */
void usb_endpoint_send(unsigned n, const void *data, unsigned size);

/* Returns whether endpoint N has a packet that was not read yet. Until it is,
 * the host gets NAK. */
bool usb_endpoint_has_received(unsigned n);
/* Copies that packet to DATA, 64 bytes at most, and takes the next one. Returns
 * the number of bytes. */
unsigned usb_endpoint_read(unsigned n, void *data);

/* One direction answers STALL, or no longer: then it begins anew. */
void usb_endpoint_halt(unsigned address, bool halts);
bool usb_endpoint_is_halted(unsigned address);
bool usb_endpoint_is_open(unsigned address);

/* For usb_control.c: the packets of endpoint 0 with nothing else done, and one
 * store that forgets CTR_RX, CTR_TX as CTR has them and sets both directions
 * to a USB_STAT_. */
unsigned usb_endpoint_fetch(unsigned n, void *data);
void usb_endpoint_fill(unsigned n, const void *data, unsigned size);
void usb_endpoint_answer(unsigned n, uint32_t ctr, unsigned rx, unsigned tx);
/* Forgets CTR_RX or CTR_TX. */
void usb_endpoint_notice(unsigned n, uint32_t ctr);

#endif
