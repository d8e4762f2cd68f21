/* SPDX-License-Identifier: MIT */
#include "bench/usb_bus.h"

#include <string.h>

#include "bench/usb_descriptor.h"
#include "chip/clock.h"
#include "chip/little_endian.h"

/* USB 2.0 5.8.4: a transaction is 13 bytes longer than its data, at 12 Mbit/s,
 * so that 19 packets of 64 bytes fit into a frame. Its SOF comes first. */
#define FRAME_PS  PS_PER_MS
#define BYTE_PS   666667ull
#define SOF_PS    (6 * BYTE_PS)
#define LATE_PS   PS_PER_US /* the chip stops behind an instruction */
/* A host's software takes some time from the end of a transfer to the next one
 * that it submits (assumed: 100 us, as a PC does). Drivers of devices rely on
 * it: they work on behind the status stage. */
#define SUBMIT_PS (100 * PS_PER_US)

enum { OVERHEAD = 13, ERRORS = 3 };
enum { STAGE_SETUP, STAGE_DATA, STAGE_STATUS };
enum { CLEAR_FEATURE = 1, SET_CONFIGURATION = 9, SET_INTERFACE = 11 };

/* --- endpoints --- */

/* Returns the endpoint's descriptor in the configuration, or NULL. */
static const uint8_t *descriptor(const struct usb_host *host,
                                 const struct usb_transfer *transfer)
{
    uint8_t address = transfer->endpoint | (transfer->in ? 0x80 : 0);
    const uint8_t *at = NULL;
    while ((at = usb_descriptor_next(host, at)))
        if (usb_descriptor_is_endpoint(at) && at[2] == address)
            break;
    return at;
}

static unsigned packet_size(const struct usb_host *host,
                            const struct usb_transfer *transfer)
{
    const uint8_t *at = descriptor(host, transfer);
    if (transfer->kind == USB_CONTROL)
        return host->max_packet;
    unsigned size = at ? little_endian(at + 4, 2) & 0x7FF : 0;
    return size >= 1 && size <= 64 ? size : 64;
}

static uint64_t interval_ps(const struct usb_host *host,
                            const struct usb_transfer *transfer)
{
    const uint8_t *at = descriptor(host, transfer);
    return FRAME_PS * (at && at[6] ? at[6] : 1);
}

static uint16_t *toggles(struct usb_host *host,
                         const struct usb_transfer *transfer)
{
    return transfer->in ? &host->toggle_in : &host->toggle_out;
}

/* The endpoint with that address begins with DATA0. */
static void forget_toggle(struct usb_host *host, uint8_t address)
{
    uint16_t bit = (uint16_t)(1u << (address & 15));
    *(address & 0x80 ? &host->toggle_in : &host->toggle_out) &= (uint16_t)~bit;
}

static void forget_interface(struct usb_host *host, uint8_t number)
{
    bool wanted = false;
    for (const uint8_t *at = NULL; (at = usb_descriptor_next(host, at));) {
        if (usb_descriptor_is_interface(at))
            wanted = at[2] == number;
        else if (wanted && usb_descriptor_is_endpoint(at))
            forget_toggle(host, at[2]);
    }
}

/* Requests after which endpoints begin with DATA0 (USB 2.0 9.1.1.5, 9.4.5). */
static void follow_request(struct usb_host *host,
                           const struct usb_transfer *transfer)
{
    const uint8_t *setup = transfer->setup;
    if (setup[0] == 0 && setup[1] == SET_CONFIGURATION)
        host->toggle_in = host->toggle_out = 0;
    else if (setup[0] == 1 && setup[1] == SET_INTERFACE)
        forget_interface(host, setup[4]);
    else if (setup[0] == 2 && setup[1] == CLEAR_FEATURE && setup[2] == 0)
        forget_toggle(host, setup[4]);
}

/* --- which comes next --- */

static bool same_endpoint(const struct usb_transfer *a,
                          const struct usb_transfer *b)
{
    return a->endpoint == b->endpoint &&
           (a->in == b->in || a->kind == USB_CONTROL);
}

static bool pending(const struct usb_slot *slot)
{
    return slot->used && slot->transfer.status == USB_PENDING;
}

/* Of the transfers of an endpoint the first one goes. */
static bool is_first(const struct usb_host *host, const struct usb_slot *slot)
{
    for (unsigned i = 0; i < USB_TRANSFERS; i++) {
        const struct usb_slot *other = &host->slots[i];
        if (pending(other) && other->order < slot->order &&
            same_endpoint(&other->transfer, &slot->transfer))
            return false;
    }
    return true;
}

/* Returns when a transfer can go on, or NEVER. */
static uint64_t possible_ps(const struct usb_host *host,
                            const struct usb_slot *slot)
{
    if (!pending(slot) || slot->waits || !is_first(host, slot))
        return NEVER;
    return slot->from_ps > host->bus_ps ? slot->from_ps : host->bus_ps;
}

/* Interrupts first, then control; bulk endpoints take turns. */
static bool more_urgent(const struct usb_slot *a, const struct usb_slot *b)
{
    static const uint8_t rank[] = {
        [USB_INTERRUPT] = 0, [USB_CONTROL] = 1, [USB_BULK] = 2};
    unsigned left = rank[a->transfer.kind], right = rank[b->transfer.kind];
    return left != right ? left < right : a->turn < b->turn;
}

static int choose(const struct usb_host *host, uint64_t now)
{
    int best = -1;
    for (int i = 0; i < USB_TRANSFERS; i++) {
        const struct usb_slot *slot = &host->slots[i];
        if (possible_ps(host, slot) <= now &&
            (best < 0 || more_urgent(slot, &host->slots[best])))
            best = i;
    }
    return best;
}

uint64_t usb_bus_due(const struct usb_host *host)
{
    uint64_t first = NEVER;
    if (host->flying >= 0)
        return host->bus_ps;
    for (unsigned i = 0; i < USB_TRANSFERS; i++) {
        uint64_t ps = possible_ps(host, &host->slots[i]);
        first = ps < first ? ps : first;
    }
    return first;
}

/* --- a transaction --- */

static uint8_t *data_of(struct usb_host *host, struct usb_slot *slot)
{
    if (slot->own)
        return host->answer;
    return slot->transfer.data ? slot->transfer.data : slot->transfer.small;
}

static enum usb_token token(const struct usb_slot *slot)
{
    const struct usb_transfer *transfer = &slot->transfer;
    bool in = transfer->in;
    if (transfer->kind == USB_CONTROL) {
        if (slot->stage == STAGE_SETUP)
            return USB_SETUP;
        if (slot->stage == STAGE_STATUS)
            in = !(transfer->in && transfer->length);
    }
    return in ? USB_IN : USB_OUT;
}

/* Returns how many bytes of data the next transaction has, at most. */
static unsigned data_size(const struct usb_host *host,
                          const struct usb_slot *slot)
{
    const struct usb_transfer *transfer = &slot->transfer;
    uint32_t left = transfer->length - transfer->actual;
    unsigned most = packet_size(host, transfer);
    if (transfer->kind == USB_CONTROL && slot->stage != STAGE_DATA)
        return slot->stage == STAGE_SETUP ? USB_SETUP_SIZE : 0;
    return left < most ? left : most;
}

static struct usb_packet compose(struct usb_host *host, struct usb_slot *slot)
{
    const struct usb_transfer *transfer = &slot->transfer;
    struct usb_packet packet = {
        .token = token(slot),
        .address = host->address,
        .endpoint = transfer->endpoint,
        .data1 = transfer->kind == USB_CONTROL
                     ? slot->data1
                     : *toggles(host, transfer) >> transfer->endpoint & 1,
    };
    if (packet.token == USB_IN)
        return packet;
    packet.size = (uint16_t)data_size(host, slot);
    if (packet.token == USB_SETUP)
        memcpy(packet.data, transfer->setup, USB_SETUP_SIZE);
    else
        memcpy(packet.data, data_of(host, slot) + transfer->actual,
               packet.size);
    return packet;
}

static void end(struct usb_host *host, struct usb_slot *slot,
                enum usb_status status)
{
    slot->transfer.status = status;
    if (status == USB_DONE && slot->transfer.kind == USB_CONTROL)
        follow_request(host, &slot->transfer);
}

/* True: the data are complete. */
static bool moved(struct usb_host *host, struct usb_slot *slot,
                  const struct usb_packet *packet)
{
    struct usb_transfer *transfer = &slot->transfer;
    unsigned full = packet_size(host, transfer);
    if (packet->token == USB_IN)
        memcpy(data_of(host, slot) + transfer->actual, packet->data,
               packet->size);
    transfer->actual += packet->size;
    if (packet->size < full)
        return true;
    return transfer->actual == transfer->length && !transfer->zero;
}

static void moved_control(struct usb_host *host, struct usb_slot *slot,
                          const struct usb_packet *packet)
{
    slot->data1 = !slot->data1;
    switch (slot->stage) {
    case STAGE_SETUP:
        slot->stage = slot->transfer.length ? STAGE_DATA : STAGE_STATUS;
        break;
    case STAGE_DATA:
        if (moved(host, slot, packet))
            slot->stage = STAGE_STATUS;
        break;
    default: end(host, slot, USB_DONE); break;
    }
    if (slot->stage == STAGE_STATUS)
        slot->data1 = true;
}

static void acknowledged(struct usb_host *host, struct usb_slot *slot,
                         const struct usb_packet *packet, bool expected_data1)
{
    struct usb_transfer *transfer = &slot->transfer;
    slot->errors = 0;
    if (packet->token == USB_IN && packet->data1 != expected_data1)
        return; /* sent again: the device missed an ACK */
    if (packet->token == USB_IN && packet->size > data_size(host, slot))
        end(host, slot, USB_BABBLE);
    else if (transfer->kind == USB_CONTROL)
        moved_control(host, slot, packet);
    else {
        *toggles(host, transfer) ^= (uint16_t)(1u << transfer->endpoint);
        if (moved(host, slot, packet))
            end(host, slot, USB_DONE);
    }
}

/* The device is asked again in the next frame. */
static void not_answered(struct usb_host *host, struct usb_slot *slot)
{
    uint64_t frames = (host->bus_ps - host->frame_ps) / FRAME_PS + 1;
    slot->from_ps = host->frame_ps + frames * FRAME_PS + SOF_PS;
    if (++slot->errors == ERRORS)
        end(host, slot, USB_LOST);
}

static void see(struct usb_host *host, enum usb_sight sight,
                const struct usb_transfer *transfer)
{
    host->seen = (struct usb_seen){
        .sight = sight, .endpoint = transfer->endpoint, .in = transfer->in};
    memcpy(host->seen.setup, transfer->setup, USB_SETUP_SIZE);
}

static void finish(struct usb_host *host, struct chip *chip)
{
    struct usb_slot *slot = &host->slots[host->flying];
    struct usb_packet packet = compose(host, slot);
    bool data1 = packet.data1;
    host->flying = -1;
    if (!pending(slot)) /* taken back meanwhile */
        return;
    slot->turn = ++host->turns;
    if (slot->transfer.kind == USB_INTERRUPT)
        slot->from_ps = host->bus_ps + interval_ps(host, &slot->transfer);
    switch (usb_transact(chip, &packet)) {
    case USB_ACK:
        if (packet.token == USB_SETUP)
            see(host, USB_SEEN_SETUP, &slot->transfer);
        acknowledged(host, slot, &packet, data1);
        break;
    case USB_NAK: slot->waits = true; break;
    case USB_STALL:
        see(host, USB_SEEN_STALL, &slot->transfer);
        end(host, slot, USB_STALLED);
        break;
    case USB_SILENCE: not_answered(host, slot); break;
    }
}

/* A transaction that would reach into the next frame waits for it. */
static void begin(struct usb_host *host, struct chip *chip)
{
    uint64_t now = clock_ps(chip);
    int chosen = choose(host, now);
    if (chosen < 0)
        return;
    uint64_t start = now - host->bus_ps < LATE_PS ? host->bus_ps : now;
    uint64_t in_frame = (start - host->frame_ps) % FRAME_PS;
    uint64_t length =
        (OVERHEAD + data_size(host, &host->slots[chosen])) * BYTE_PS;
    if (in_frame < SOF_PS)
        host->bus_ps = start - in_frame + SOF_PS;
    else if (in_frame + length > FRAME_PS)
        host->bus_ps = start - in_frame + FRAME_PS + SOF_PS;
    else {
        host->flying = chosen;
        host->bus_ps = start + length;
    }
}

void usb_bus_run(struct usb_host *host, struct chip *chip)
{
    if (host->flying >= 0 && clock_ps(chip) >= host->bus_ps)
        finish(host, chip);
    if (host->flying < 0)
        begin(host, chip);
}

/* --- for the host --- */

void usb_bus_start(struct usb_host *host, struct chip *chip)
{
    usb_drive(chip, USB_LINE_FRAMES, 0);
    host->frame_ps = host->bus_ps = clock_ps(chip);
    host->toggle_in = host->toggle_out = 0;
}

bool usb_bus_add(struct usb_host *host, struct chip *chip,
                 const struct usb_transfer *transfer, bool own)
{
    for (unsigned i = 0; i < USB_TRANSFERS; i++) {
        struct usb_slot *slot = &host->slots[i];
        if (slot->used)
            continue;
        *slot = (struct usb_slot){.used = true,
                                  .own = own,
                                  .order = ++host->orders,
                                  .from_ps = clock_ps(chip) + SUBMIT_PS,
                                  .transfer = *transfer};
        slot->transfer.status = USB_PENDING;
        slot->transfer.actual = 0;
        return true;
    }
    return false;
}

void usb_bus_wake(struct usb_host *host, struct chip *chip)
{
    for (unsigned i = 0; i < USB_TRANSFERS; i++) {
        struct usb_slot *slot = &host->slots[i];
        if (slot->waits && slot->from_ps < clock_ps(chip))
            slot->from_ps = clock_ps(chip);
        slot->waits = false;
    }
}
