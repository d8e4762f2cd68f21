/* SPDX-License-Identifier: MIT
 *
 * The transfers that a USB/IP client has submitted and that have not been
 * replied to. A few of each endpoint are on the bus, the others wait here, so
 * that a client with many reads pending can still do something else.
 */
#ifndef TOOLS_HOST_USBIP_TRANSFERS_H
#define TOOLS_HOST_USBIP_TRANSFERS_H

#include "bench/machine.h"
#include "bench/usb_state.h"
#include "tools/host/usbip_wire.h"

enum {
    USBIP_TRANSFER_MAX = 1 << 20, /* bytes of one transfer, */
    USBIP_BYTES_MAX = 4 << 20,    /* of all, */
    USBIP_TRANSFERS_MAX = 256     /* and their number */
};

struct usbip_transfer {
    struct usbip_transfer *next;
    uint32_t sequence, flags;
    bool started; /* the bench's host has it */
    bool ended;
    uint64_t start_ps, end_ps; /* when it was submitted, and when it ended */
    int32_t status;            /* 0 or enum usbip_error, once it has ended */
    struct usb_transfer usb;
    uint32_t capacity; /* of bytes[] */
    uint8_t bytes[];
};

struct usbip_transfers {
    struct machine *machine;
    struct usbip_transfer *first; /* in the order of their submission */
    unsigned count;
    size_t bytes;
    uint64_t tag;       /* of the last one */
    uint64_t active_ps; /* virtual time of the last beginning or end of one */
};

/* Adds what the client submits, with the bytes that go out. Returns false when
 * that is more than a client may have at a time. */
bool usbip_transfers_add(struct usbip_transfers *transfers,
                         const struct usbip_command *command,
                         const uint8_t *out);

/* Starts what the bus can take, and collects what has ended there. */
void usbip_transfers_run(struct usbip_transfers *transfers);

/* Takes the first that has ended, to be freed; NULL = none has. */
struct usbip_transfer *usbip_transfers_take(struct usbip_transfers *transfers);

/* Takes one back. Returns false when it has ended already, or never was. */
bool usbip_transfers_unlink(struct usbip_transfers *transfers,
                            uint32_t sequence);

/* Takes all back. */
void usbip_transfers_clear(struct usbip_transfers *transfers);

/* True: the client waits for the chip: for a control transfer, for bytes to be
 * taken, or for the answer to what it has just sent. A read that has been
 * pending for a while is nothing that it waits for. */
bool usbip_transfers_urgent(const struct usbip_transfers *transfers);

#endif
