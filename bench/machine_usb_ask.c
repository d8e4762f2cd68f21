/* SPDX-License-Identifier: MIT */
#include "bench/machine_usb_ask.h"

#include <string.h>

#include "bench/machine_usb.h"
#include "bench/usb_descriptor.h"
#include "bench/usb_host.h"

#define TAG 0x61736Bull /* of the ask's transfers */

enum { TO_DEVICE = 0x00, CLASS_TO_INTERFACE = 0x21 };
enum {
    SET_CONFIGURATION = 9,
    DFU_DETACH = 0,
    SET_LINE_CODING = 0x20,
    SET_CONTROL_LINE_STATE = 0x22
};
enum {
    DETACH_TIMEOUT_MS = 1000, /* as dfu-util has it */
    DTR = 1,
    RTS = 2,
    TOUCH_BAUD = 1200,
    LINE_CODING = 7 /* bytes: rate, stop bits, parity, data bits */
};

struct step {
    uint8_t type, request;
    uint16_t value, length;
};

static const struct step detach[] = {
    {TO_DEVICE, SET_CONFIGURATION, 0, 0},
    {CLASS_TO_INTERFACE, DFU_DETACH, DETACH_TIMEOUT_MS, 0},
};

static const struct step touch[] = {
    {TO_DEVICE, SET_CONFIGURATION, 0, 0},
    {CLASS_TO_INTERFACE, SET_CONTROL_LINE_STATE, DTR | RTS, 0},
    {CLASS_TO_INTERFACE, SET_LINE_CODING, 0, LINE_CODING},
    {CLASS_TO_INTERFACE, SET_CONTROL_LINE_STATE, 0, 0},
};

/* Returns the steps of an ask. */
static const struct step *steps(const struct ask *ask, unsigned *count)
{
    bool is_touch = ask->kind == ASK_TOUCH;
    *count = is_touch ? sizeof touch / sizeof *touch
                      : sizeof detach / sizeof *detach;
    return is_touch ? touch : detach;
}

static bool find(const struct machine *machine, const struct ask *ask,
                 struct usb_interface *interface)
{
    const struct usb_host *host = &machine->usb;
    if (ask->kind == ASK_TOUCH)
        return usb_descriptor_find(host, USB_CLASS_CDC, USB_CDC_ACM, interface);
    return usb_descriptor_find(host, USB_CLASS_APPLICATION, USB_APPLICATION_DFU,
                               interface) &&
           interface->protocol == USB_DFU_RUNTIME;
}

enum usb_ask_ready machine_usb_ask_ready(const struct machine *machine,
                                         const struct ask *ask,
                                         enum machine_vain *why)
{
    uint64_t patience = (ask->at_us + ASK_USB_MS * 1000ull) * PS_PER_US;
    struct usb_interface interface;
    if (machine->usb_ask.on)
        return USB_ASK_WAITS;
    if (machine->usb.port == USB_PORT_READY) {
        *why = VAIN_INTERFACE;
        return find(machine, ask, &interface) ? USB_ASK_READY : USB_ASK_VAIN;
    }
    *why = machine->usb.port == USB_PORT_EMPTY ? VAIN_ABSENT : VAIN_DEAF;
    return machine->usb.port == USB_PORT_FAILED ||
                   machine_ps(machine) >= patience
               ? USB_ASK_VAIN
               : USB_ASK_WAITS;
}

/* Makes the request of the step. A device that has just gone takes none. */
static bool submit(struct machine *machine)
{
    struct machine_usb_ask *asked = &machine->usb_ask;
    const struct ask *ask = &machine->asks->list[asked->ask];
    struct usb_interface interface = {0};
    unsigned count;
    const struct step *step = &steps(ask, &count)[asked->step];
    bool to_device = step->type == TO_DEVICE;
    find(machine, ask, &interface);
    struct usb_transfer transfer = {
        .kind = USB_CONTROL,
        .setup = {step->type, step->request,
                  to_device ? machine->usb.configuration[5]
                            : step->value & 0xFF,
                  (uint8_t)(step->value >> 8), to_device ? 0 : interface.number,
                  0, (uint8_t)step->length},
        .length = step->length,
        .small = {TOUCH_BAUD & 0xFF, TOUCH_BAUD >> 8, 0, 0, 0, 0, 8},
        .tag = TAG,
    };
    memcpy(asked->setup, transfer.setup, sizeof asked->setup);
    return machine_usb_submit(machine, &transfer);
}

void machine_usb_ask_begin(struct machine *machine, unsigned index)
{
    machine->usb_ask = (struct machine_usb_ask){.on = true, .ask = index};
    submit(machine);
}

/* A device whose descriptor does not say that it detaches by itself is reset
 * (DFU 1.1 4.1.3, bitWillDetach). */
static void reset_if_wanted(struct machine *machine, const struct ask *ask)
{
    enum { WILL_DETACH = 1 << 3 };
    struct usb_interface interface;
    uint8_t attributes;
    if (ask->kind == ASK_DETACH && find(machine, ask, &interface) &&
        usb_descriptor_dfu(&machine->usb, interface.number, &attributes) &&
        !(attributes & WILL_DETACH))
        usb_host_reset(&machine->usb, &machine->chip);
}

bool machine_usb_ask_follow(struct machine *machine)
{
    struct machine_usb_ask *asked = &machine->usb_ask;
    struct usb_transfer ended;
    unsigned count;
    if (!asked->on || !machine_usb_take(machine, &ended))
        return false;
    const struct ask *ask = &machine->asks->list[asked->ask];
    steps(ask, &count);
    asked->status = ended.status;
    if (ended.status == USB_DONE && asked->step + 1 < count) {
        asked->step++;
        if (submit(machine))
            return false;
        asked->status = USB_GONE;
    }
    asked->on = false;
    if (asked->status == USB_DONE)
        reset_if_wanted(machine, ask);
    return true;
}

const char *machine_usb_ask_vain(enum machine_vain why, const struct ask *ask)
{
    switch (why) {
    case VAIN_ABSENT:
        return "no USB device has come: no pull-up on D+ (USB_BCDR.DPPU)";
    case VAIN_DEAF: return "the USB device does not answer the host";
    case VAIN_INTERFACE:
        return ask->kind == ASK_TOUCH
                   ? "the USB device has no CDC-ACM interface (02/02)"
                   : "the USB device has no DFU run-time interface (FE/01/01)";
    default:
        return ask->kind == ASK_TOUCH ? "the USB device stalls the touch"
                                      : "the USB device stalls DFU_DETACH";
    }
}
