/* SPDX-License-Identifier: MIT */
#include "bench/usb_host.h"

#include <string.h>

#include "bench/usb_bus.h"
#include "chip/clock.h"
#include "chip/little_endian.h"

#define DEBOUNCE_PS (100 * PS_PER_MS)
#define RESET_PS    (10 * PS_PER_MS)
#define RECOVERY_PS (10 * PS_PER_MS)
#define ADDRESS_PS  (2 * PS_PER_MS)

enum { ADDRESS = 1, DEVICE = 1, CONFIGURATION = 2, HEADER = 9, FIRST = 8 };
enum { GET_DESCRIPTOR = 6, SET_ADDRESS = 5 };
enum { TRIES = 3 };

void usb_host_init(struct usb_host *host)
{
    memset(host, 0, sizeof *host);
    host->port_ps = NEVER;
    host->flying = -1;
}

/* --- the port --- */

static void port(struct usb_host *host, struct chip *chip, enum usb_port state,
                 uint64_t ps)
{
    host->port = state;
    host->port_ps = ps == NEVER ? NEVER : clock_ps(chip) + ps;
}

static void end_all(struct usb_host *host)
{
    host->flying = -1;
    for (unsigned i = 0; i < USB_TRANSFERS; i++) {
        struct usb_slot *slot = &host->slots[i];
        if (slot->transfer.status == USB_PENDING)
            slot->transfer.status = USB_GONE;
        slot->used = slot->used && !slot->own;
    }
}

/* The device appears, or disappears. */
static void look(struct usb_host *host, struct chip *chip)
{
    bool there = host->plugged && usb_attached(chip);
    if (there == (host->port != USB_PORT_EMPTY))
        return;
    end_all(host);
    host->tries = 0;
    usb_drive(chip, host->plugged ? USB_LINE_IDLE : USB_LINE_UNPLUGGED, 0);
    if (there)
        port(host, chip, USB_PORT_DEBOUNCE, DEBOUNCE_PS);
    else
        port(host, chip, USB_PORT_EMPTY, NEVER);
}

void usb_host_plug(struct usb_host *host, struct chip *chip, bool plugged)
{
    host->plugged = plugged;
    usb_drive(chip, plugged ? USB_LINE_IDLE : USB_LINE_UNPLUGGED, 0);
    look(host, chip);
}

void usb_host_event(struct usb_host *host, struct chip *chip,
                    enum usb_change change)
{
    if (change == USB_ATTACHED || change == USB_DETACHED)
        look(host, chip);
    if (change == USB_READY)
        usb_bus_wake(host, chip);
}

/* --- enumeration --- */

/* The requests, in their order; the last one asks for what the first nine bytes
 * of the configuration have said. */
enum step {
    STEP_DEVICE_START,
    STEP_ADDRESS,
    STEP_DEVICE,
    STEP_CONFIGURATION_START,
    STEP_CONFIGURATION,
    STEPS
};

static void request(struct usb_host *host, struct chip *chip, bool in,
                    uint8_t code, unsigned value, unsigned length)
{
    struct usb_transfer transfer = {
        .kind = USB_CONTROL,
        .in = in,
        .setup = {in ? 0x80 : 0, code, value & 0xFF, (uint8_t)(value >> 8), 0,
                  0, length & 0xFF, (uint8_t)(length >> 8)},
        .length = length,
    };
    usb_bus_add(host, chip, &transfer, true);
}

static unsigned configuration_size(const struct usb_host *host)
{
    unsigned size = little_endian(host->configuration + 2, 2);
    return size < USB_CONFIGURATION ? size : USB_CONFIGURATION;
}

static void ask(struct usb_host *host, struct chip *chip)
{
    switch (host->step) {
    case STEP_DEVICE_START:
        request(host, chip, true, GET_DESCRIPTOR, DEVICE << 8, FIRST);
        break;
    case STEP_ADDRESS:
        request(host, chip, false, SET_ADDRESS, ADDRESS, 0);
        break;
    case STEP_DEVICE:
        request(host, chip, true, GET_DESCRIPTOR, DEVICE << 8,
                sizeof host->device);
        break;
    case STEP_CONFIGURATION_START:
        request(host, chip, true, GET_DESCRIPTOR, CONFIGURATION << 8, HEADER);
        break;
    default:
        request(host, chip, true, GET_DESCRIPTOR, CONFIGURATION << 8,
                configuration_size(host));
        break;
    }
}

/* Takes the answer. Returns false when it is not what a device must say. */
static bool learn(struct usb_host *host, const struct usb_transfer *said)
{
    const uint8_t *answer = host->answer;
    switch (host->step) {
    case STEP_DEVICE_START:
        host->max_packet = answer[7];
        return said->actual == FIRST && answer[1] == DEVICE &&
               (answer[7] == 8 || answer[7] == 16 || answer[7] == 32 ||
                answer[7] == 64);
    case STEP_ADDRESS: host->address = ADDRESS; return true;
    case STEP_DEVICE:
        memcpy(host->device, answer, sizeof host->device);
        return said->actual == sizeof host->device;
    default:
        memcpy(host->configuration, answer, said->actual);
        host->configuration_size = (uint16_t)said->actual;
        return said->actual >= HEADER && answer[1] == CONFIGURATION;
    }
}

static void go_on(struct usb_host *host, struct chip *chip)
{
    if (++host->step == STEPS)
        port(host, chip, USB_PORT_READY, NEVER);
    else if (host->step == STEP_ADDRESS + 1)
        port(host, chip, USB_PORT_RECOVERY, ADDRESS_PS);
    else
        ask(host, chip);
}

/* A device that does not answer is reset and asked again. */
static void failed(struct usb_host *host, struct chip *chip)
{
    if (++host->tries < TRIES)
        port(host, chip, USB_PORT_DEBOUNCE, DEBOUNCE_PS);
    else
        port(host, chip, USB_PORT_FAILED, NEVER);
}

static void follow_enumeration(struct usb_host *host, struct chip *chip)
{
    for (unsigned i = 0; i < USB_TRANSFERS; i++) {
        struct usb_slot *slot = &host->slots[i];
        if (!slot->used || !slot->own || slot->transfer.status == USB_PENDING)
            continue;
        slot->used = false;
        if (slot->transfer.status == USB_DONE && learn(host, &slot->transfer))
            go_on(host, chip);
        else
            failed(host, chip);
        return;
    }
}

/* --- time --- */

static void port_is_due(struct usb_host *host, struct chip *chip)
{
    switch (host->port) {
    case USB_PORT_DEBOUNCE:
        usb_drive(chip, USB_LINE_RESET, 0);
        port(host, chip, USB_PORT_RESET, RESET_PS);
        break;
    case USB_PORT_RESET:
        host->address = 0;
        host->max_packet = FIRST;
        host->step = 0;
        usb_bus_start(host, chip);
        port(host, chip, USB_PORT_RECOVERY, RECOVERY_PS);
        break;
    default:
        port(host, chip, USB_PORT_ENUMERATION, NEVER);
        ask(host, chip);
        break;
    }
}

void usb_host_reset(struct usb_host *host, struct chip *chip)
{
    if (host->port == USB_PORT_EMPTY)
        return;
    end_all(host);
    host->tries = 0;
    usb_drive(chip, USB_LINE_RESET, 0);
    port(host, chip, USB_PORT_RESET, RESET_PS);
}

uint64_t usb_host_due(const struct usb_host *host)
{
    uint64_t bus = usb_bus_due(host);
    return host->port_ps < bus ? host->port_ps : bus;
}

void usb_host_run(struct usb_host *host, struct chip *chip)
{
    host->seen.sight = USB_NOTHING;
    if (clock_ps(chip) >= host->port_ps)
        port_is_due(host, chip);
    usb_bus_run(host, chip);
    if (host->port == USB_PORT_ENUMERATION)
        follow_enumeration(host, chip);
}

/* --- transfers --- */

bool usb_host_submit(struct usb_host *host, struct chip *chip,
                     const struct usb_transfer *transfer)
{
    bool fits = transfer->data || transfer->length <= USB_SMALL;
    return fits && host->port == USB_PORT_READY &&
           usb_bus_add(host, chip, transfer, false);
}

static bool hand_out(struct usb_slot *slot, struct usb_transfer *transfer)
{
    if (!slot)
        return false;
    *transfer = slot->transfer;
    slot->used = false;
    return true;
}

bool usb_host_take(struct usb_host *host, struct usb_transfer *transfer)
{
    struct usb_slot *first = NULL;
    for (unsigned i = 0; i < USB_TRANSFERS; i++) {
        struct usb_slot *slot = &host->slots[i];
        if (slot->used && !slot->own && slot->transfer.status != USB_PENDING &&
            (!first || slot->order < first->order))
            first = slot;
    }
    return hand_out(first, transfer);
}

bool usb_host_cancel(struct usb_host *host, uint64_t tag,
                     struct usb_transfer *transfer)
{
    for (unsigned i = 0; i < USB_TRANSFERS; i++) {
        struct usb_slot *slot = &host->slots[i];
        if (slot->used && !slot->own && slot->transfer.tag == tag &&
            slot->transfer.status == USB_PENDING) {
            if (host->flying == (int)i)
                host->flying = -1;
            return hand_out(slot, transfer);
        }
    }
    return false;
}
