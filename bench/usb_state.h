/* SPDX-License-Identifier: MIT
 *
 * The transfers and the state of the USB host (usb_host.h), as plain data.
 */
#ifndef BENCH_USB_STATE_H
#define BENCH_USB_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/usb.h"

enum usb_kind { USB_CONTROL, USB_BULK, USB_INTERRUPT };

enum usb_status {
    USB_PENDING,
    USB_DONE,
    USB_STALLED,
    USB_LOST,   /* no answer, three times in a row */
    USB_BABBLE, /* more data than the transfer had room for */
    USB_GONE    /* the device has been detached */
};

enum {
    USB_TRANSFERS = 32, /* at the same time */
    USB_SMALL = 64,
    USB_CONFIGURATION = 512,
    USB_SETUP_SIZE = 8
};

struct usb_transfer {
    enum usb_kind kind;
    uint8_t endpoint; /* 1..15; 0 if kind is USB_CONTROL */
    bool in;          /* the direction of the data */
    uint8_t setup[USB_SETUP_SIZE];
    uint32_t length; /* bytes of data */
    bool zero;       /* full packets out end with an empty one */
    uint8_t *data;   /* of the caller; NULL = small[] */
    uint8_t small[USB_SMALL];
    uint64_t tag; /* of the caller */

    /* Set by the host: */
    enum usb_status status;
    uint32_t actual; /* bytes of data so far */
};

enum usb_port {
    USB_PORT_EMPTY,
    USB_PORT_DEBOUNCE, /* a device is there: 100 ms */
    USB_PORT_RESET,    /* 10 ms */
    USB_PORT_RECOVERY, /* 10 ms; 2 ms after SET_ADDRESS */
    USB_PORT_ENUMERATION,
    USB_PORT_READY, /* descriptors are read: transfers are taken */
    USB_PORT_FAILED /* it answers, but not as a device must */
};

/* What the host sees on the bus, to be told. */
enum usb_sight { USB_NOTHING, USB_SEEN_SETUP, USB_SEEN_STALL };

struct usb_seen {
    enum usb_sight sight;
    uint8_t endpoint;
    bool in;
    uint8_t setup[USB_SETUP_SIZE]; /* of the control transfer, if it is one */
};

struct usb_host {
    bool plugged;
    enum usb_port port;
    uint64_t port_ps; /* when the state of the port ends; NEVER = by itself */
    uint8_t step, tries; /* of the enumeration */
    uint8_t address;
    uint8_t max_packet; /* of endpoint 0 */
    uint8_t device[18]; /* descriptors */
    uint16_t configuration_size;
    uint8_t configuration[USB_CONFIGURATION];
    uint8_t answer[USB_CONFIGURATION]; /* to a request of the enumeration */
    uint64_t frame_ps;                 /* when the first frame began */

    struct usb_slot {
        bool used, own;   /* own: of the enumeration */
        bool waits;       /* for the device to become ready */
        bool data1;       /* the next PID of a control transfer */
        uint8_t stage;    /* of a control transfer */
        uint8_t errors;   /* in a row */
        uint64_t order;   /* in which the transfers of an endpoint go */
        uint64_t turn;    /* of its last transaction */
        uint64_t from_ps; /* not before */
        struct usb_transfer transfer;
    } slots[USB_TRANSFERS];
    uint64_t orders, turns;
    uint16_t toggle_in, toggle_out; /* bit = endpoint: DATA1 is next */
    int flying;      /* the slot whose transaction is on the bus; -1 = none */
    uint64_t bus_ps; /* when it ends, or when the bus became free */
    struct usb_seen seen; /* in the last usb_host_run() */
};

#endif
