/* SPDX-License-Identifier: MIT
 *
 * `run --usbip PORT`: the USB socket of the board, for the USB/IP client of a
 * Linux host (usbip attach), on 127.0.0.1 only. docs/usb.md is its manual. The
 * host controller at the cable is the bench's (bench/usb_host.h): it has
 * enumerated the device before a client gets it, and it keeps the data toggles.
 * One client has the device; the others can list it.
 *
 * USB/IP carries transfers only: SET_ADDRESS is answered here, and a client
 * cannot reset the bus. A client that goes pulls the cable out: when it has
 * been plugged in again, the device has been reset. A device that disconnects
 * ends the connection. Isochronous transfers are not served.
 */
#ifndef TOOLS_HOST_USBIP_H
#define TOOLS_HOST_USBIP_H

#include "bench/machine.h"
#include "tools/host/listener.h"
#include "tools/host/usbip_connection.h"
#include "tools/host/usbip_record.h"
#include "tools/host/usbip_transfers.h"
#include "tools/report/timeline.h"

enum { USBIP_CLIENTS = 4 };

struct usbip {
    struct listener listener; /* socket -1 = there is no server */
    int ready; /* to poll: readable when a client needs service */
    struct machine *machine;
    struct timeline *timeline; /* NULL = print nothing */
    struct usbip_connection clients[USBIP_CLIENTS];
    uint64_t orders;
    struct usbip_connection *host; /* the client that has the device, or NULL */
    struct usbip_transfers transfers; /* its transfers */
    struct usbip_record record;
    uint64_t served_ps;  /* virtual time of the last service, */
    uint64_t end_ps;     /* when the host is disconnected, */
    uint64_t plug_ps;    /* when the cable is plugged in again, */
    uint64_t patient_ps; /* until when an empty port is not reported empty */
};

/* Makes USBIP a server that does not listen. */
void usbip_none(struct usbip *usbip);

/* Listens on PORT (0 = any free one) and plugs the cable in. False: ERROR gives
 * the reason. */
bool usbip_open(struct usbip *usbip, unsigned port, struct machine *machine,
                struct timeline *timeline, char *error, size_t size);
/* Writes what follows into FILE, which is open and outlives the server. */
void usbip_write_record(struct usbip *usbip, struct output_file *file);
void usbip_close(struct usbip *usbip);

/* Moves all that can be moved now, both ways; never waits. */
void usbip_serve(struct usbip *usbip);

/* True: a client waits for the chip, and not the chip for a client. */
bool usbip_busy(const struct usbip *usbip);

#endif
