/* SPDX-License-Identifier: MIT
 *
 * The host's end of a USB cable: what a host controller and its root port do to
 * a full-speed device, one line state and one transaction at a time. Which
 * transaction comes when is the business of who calls: a transaction happens
 * now, at the end of its last packet, and its bus time passes before the next
 * one. So there is no polling on the bus: what a device would answer with NAK
 * again and again is asked once, and again after EVENT_USB.
 */
#ifndef CHIP_USB_H
#define CHIP_USB_H

#include "chip/state.h"

enum { USB_ENDPOINTS = 16, USB_PACKET_MAX = 1023 };

enum usb_token { USB_SETUP, USB_OUT, USB_IN };

/* How the device answers a transaction. */
enum usb_answer {
    USB_SILENCE, /* nobody has that address and endpoint, or takes it now */
    USB_ACK,     /* taken, or, to an IN, data; also where there is no handshake
                  * (isochronous) */
    USB_NAK,
    USB_STALL
};

struct usb_packet {
    enum usb_token token;
    uint8_t address;  /* 0..127 */
    uint8_t endpoint; /* 0..15 */
    bool data1;       /* PID of the data, DATA1 or DATA0 */
    uint16_t size;
    uint8_t data[USB_PACKET_MAX + 1];
};

/* Plugs the cable in, resets, starts the frames, suspends, ... From
 * USB_LINE_FRAMES on, an SOF begins each millisecond, the first one now, with
 * the number `frame` (0..2047). */
void usb_drive(struct chip *chip, enum usb_line line, unsigned frame);

/* Returns whether the device holds the line high by its pull-up on D+: a host
 * sees that a full-speed device is there. */
bool usb_attached(const struct chip *chip);
/* Returns whether the device signals resume (remote wake-up). */
bool usb_resumes(const struct chip *chip);

/* One transaction, now; for an IN, PACKET gets the data and its PID. */
enum usb_answer usb_transact(struct chip *chip, struct usb_packet *packet);

/* --- for the blocks --- */

/* Returns when a frame begins that the device notices, in ps: a time that may
 * be a whole number of frames ago; NEVER = none comes. */
uint64_t usb_next_frame(const struct chip *chip);
/* Reports to all blocks that the frames begin, end, or have another phase. */
void usb_frames_changed(struct chip *chip);

#endif
