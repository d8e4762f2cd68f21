/* SPDX-License-Identifier: MIT */
#include "tools/host/usbip_transfers.h"

#include <stdlib.h>
#include <string.h>

#include "bench/machine_usb.h"
#include "chip/clock.h"
#include "tools/die.h"
#include "tools/host/usbip_device.h"

/* Of one endpoint and direction: one on the bus, and one that follows at once.
 * So all endpoints of a device have room in the bench's host. */
enum { ON_BUS = 2 };

#define ANSWER_PS (20 * PS_PER_MS)

enum { SET_ADDRESS = 5 };

/* --- submitting --- */

static void refuse_transfer(struct usbip_transfer *transfer, int32_t status)
{
    transfer->ended = true;
    transfer->status = status;
}

/* A control transfer whose setup packet and header disagree is not made. The
 * address is the business of the host at the cable, which has set it. */
static void prepare_control(struct usbip_transfer *transfer)
{
    struct usb_transfer *usb = &transfer->usb;
    const uint8_t *setup = usb->setup;
    uint32_t length = setup[6] | (uint32_t)setup[7] << 8;
    bool in = setup[0] & 0x80;
    if (length > usb->length || (length && in != usb->in))
        refuse_transfer(transfer, USBIP_EINVAL);
    else if (setup[0] == 0 && setup[1] == SET_ADDRESS)
        refuse_transfer(transfer, 0);
    usb->length = length;
    usb->in = in && length;
}

static void prepare(const struct usbip_transfers *transfers,
                    struct usbip_transfer *transfer)
{
    const struct usb_host *host = &transfers->machine->usb;
    struct usb_transfer *usb = &transfer->usb;
    if (host->port != USB_PORT_READY)
        refuse_transfer(transfer, USBIP_ESHUTDOWN);
    else if (!usbip_device_endpoint(host, usb->endpoint, usb->in, &usb->kind))
        refuse_transfer(transfer, USBIP_ENOENT);
    else if (usb->kind == USB_CONTROL)
        prepare_control(transfer);
}

static void append(struct usbip_transfers *transfers,
                   struct usbip_transfer *transfer)
{
    struct usbip_transfer **end = &transfers->first;
    while (*end)
        end = &(*end)->next;
    *end = transfer;
    transfers->count++;
    transfers->bytes += transfer->capacity;
}

bool usbip_transfers_add(struct usbip_transfers *transfers,
                         const struct usbip_command *command,
                         const uint8_t *out)
{
    uint32_t length = command->submit.length;
    bool in = command->direction;
    if (length > USBIP_TRANSFER_MAX ||
        transfers->count == USBIP_TRANSFERS_MAX ||
        transfers->bytes + length > USBIP_BYTES_MAX)
        return false;
    struct usbip_transfer *transfer = xcalloc(1, sizeof *transfer + length);
    transfer->capacity = length;
    transfer->sequence = command->sequence;
    transfer->flags = command->submit.flags;
    transfer->usb = (struct usb_transfer){
        .endpoint = (uint8_t)command->endpoint,
        .in = in,
        .length = length,
        .zero = !in && command->submit.flags & USBIP_ZERO_PACKET,
        .data = transfer->bytes,
        .tag = ++transfers->tag,
    };
    transfer->start_ps = transfer->end_ps = machine_ps(transfers->machine);
    memcpy(transfer->usb.setup, command->submit.setup,
           sizeof transfer->usb.setup);
    if (!in)
        memcpy(transfer->bytes, out, length);
    prepare(transfers, transfer);
    append(transfers, transfer);
    transfers->active_ps = transfer->start_ps;
    return true;
}

/* --- on the bus --- */

static unsigned started_before(const struct usbip_transfers *transfers,
                               const struct usbip_transfer *transfer)
{
    unsigned count = 0;
    const struct usb_transfer *usb = &transfer->usb;
    const struct usbip_transfer *other = transfers->first;
    for (; other != transfer; other = other->next)
        if (!other->ended && other->usb.endpoint == usb->endpoint &&
            (other->usb.in == usb->in || usb->kind == USB_CONTROL))
            count++;
    return count;
}

static void start(struct usbip_transfers *transfers)
{
    struct usbip_transfer *transfer = transfers->first;
    for (; transfer; transfer = transfer->next) {
        if (transfer->started || transfer->ended ||
            started_before(transfers, transfer) >= ON_BUS)
            continue;
        transfer->started =
            machine_usb_submit(transfers->machine, &transfer->usb);
        if (!transfer->started &&
            transfers->machine->usb.port != USB_PORT_READY)
            refuse_transfer(transfer, USBIP_ESHUTDOWN);
    }
}

static int32_t status_of(const struct usbip_transfer *transfer)
{
    const struct usb_transfer *usb = &transfer->usb;
    switch (usb->status) {
    case USB_STALLED: return USBIP_EPIPE;
    case USB_LOST: return USBIP_EPROTO;
    case USB_BABBLE: return USBIP_EOVERFLOW;
    case USB_PENDING:
    case USB_GONE: return USBIP_ESHUTDOWN;
    case USB_DONE: break;
    }
    bool is_short = usb->in && usb->actual < usb->length;
    return is_short && transfer->flags & USBIP_SHORT_NOT_OK ? USBIP_EREMOTEIO
                                                            : 0;
}

static struct usbip_transfer *find(struct usbip_transfers *transfers,
                                   uint64_t tag)
{
    struct usbip_transfer *transfer = transfers->first;
    while (transfer && transfer->usb.tag != tag)
        transfer = transfer->next;
    return transfer;
}

static void collect(struct usbip_transfers *transfers)
{
    struct usb_transfer done;
    while (machine_usb_take(transfers->machine, &done)) {
        struct usbip_transfer *transfer = find(transfers, done.tag);
        if (!transfer)
            continue;
        transfer->usb = done;
        transfer->ended = true;
        transfer->status = status_of(transfer);
        transfer->end_ps = machine_ps(transfers->machine);
        transfers->active_ps = transfer->end_ps;
    }
}

void usbip_transfers_run(struct usbip_transfers *transfers)
{
    collect(transfers);
    start(transfers);
}

/* --- taking them --- */

static struct usbip_transfer *cut(struct usbip_transfers *transfers,
                                  struct usbip_transfer **at)
{
    struct usbip_transfer *transfer = *at;
    *at = transfer->next;
    transfers->count--;
    transfers->bytes -= transfer->capacity;
    return transfer;
}

struct usbip_transfer *usbip_transfers_take(struct usbip_transfers *transfers)
{
    struct usbip_transfer **at = &transfers->first;
    while (*at && !(*at)->ended)
        at = &(*at)->next;
    return *at ? cut(transfers, at) : NULL;
}

static void take_back(struct usbip_transfers *transfers,
                      struct usbip_transfer **at)
{
    struct usb_transfer taken;
    struct usbip_transfer *transfer = cut(transfers, at);
    if (transfer->started && !transfer->ended)
        machine_usb_cancel(transfers->machine, transfer->usb.tag, &taken);
    free(transfer);
}

bool usbip_transfers_unlink(struct usbip_transfers *transfers,
                            uint32_t sequence)
{
    struct usbip_transfer **at = &transfers->first;
    while (*at && (*at)->sequence != sequence)
        at = &(*at)->next;
    if (!*at || (*at)->ended)
        return false;
    take_back(transfers, at);
    return true;
}

void usbip_transfers_clear(struct usbip_transfers *transfers)
{
    while (transfers->first)
        take_back(transfers, &transfers->first);
}

bool usbip_transfers_urgent(const struct usbip_transfers *transfers)
{
    const struct usbip_transfer *transfer = transfers->first;
    uint64_t now = machine_ps(transfers->machine);
    for (; transfer; transfer = transfer->next)
        if (transfer->usb.kind == USB_CONTROL || !transfer->usb.in)
            return true;
    return transfers->first && now < transfers->active_ps + ANSWER_PS;
}
