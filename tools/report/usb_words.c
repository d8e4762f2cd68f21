/* SPDX-License-Identifier: MIT */
#include "tools/report/usb_words.h"

#include <stdio.h>

#include "bench/usb_descriptor.h"
#include "chip/little_endian.h"

enum { TYPE = 0x60, TYPE_CLASS = 0x20, RECIPIENT = 0x1F, TO_INTERFACE = 1 };

/* USB 2.0 table 9-4 */
static const char *const standard[] = {
    "GET_STATUS",
    "CLEAR_FEATURE",
    NULL,
    "SET_FEATURE",
    NULL,
    "SET_ADDRESS",
    "GET_DESCRIPTOR",
    "SET_DESCRIPTOR",
    "GET_CONFIGURATION",
    "SET_CONFIGURATION",
    "GET_INTERFACE",
    "SET_INTERFACE",
    "SYNCH_FRAME",
};

/* DFU 1.1 table 3.2 */
static const char *const dfu[] = {
    "DFU_DETACH",    "DFU_DNLOAD",   "DFU_UPLOAD", "DFU_GETSTATUS",
    "DFU_CLRSTATUS", "DFU_GETSTATE", "DFU_ABORT",
};

/* CDC PSTN 1.2 table 13 */
enum { CDC_FIRST = 0x20 };
static const char *const cdc[] = {
    "SET_LINE_CODING",
    "GET_LINE_CODING",
    "SET_CONTROL_LINE_STATE",
    "SEND_BREAK",
};

enum {
    STANDARD = sizeof standard / sizeof *standard,
    DFU = sizeof dfu / sizeof *dfu,
    CDC = sizeof cdc / sizeof *cdc
};

/* Returns the name of a request to an interface's class, or NULL. */
static const char *class_request(const struct usb_host *host,
                                 const uint8_t *setup)
{
    struct usb_interface interface;
    unsigned request = setup[1];
    if ((setup[0] & RECIPIENT) != TO_INTERFACE ||
        !usb_descriptor_interface(host, setup[4], &interface))
        return NULL;
    if (interface.class == USB_CLASS_APPLICATION &&
        interface.subclass == USB_APPLICATION_DFU)
        return request < DFU ? dfu[request] : NULL;
    if (interface.class == USB_CLASS_CDC && request >= CDC_FIRST)
        return request - CDC_FIRST < CDC ? cdc[request - CDC_FIRST] : NULL;
    return NULL;
}

static const char *request_name(const struct usb_host *host,
                                const uint8_t *setup)
{
    unsigned type = setup[0] & TYPE;
    if (type == TYPE_CLASS)
        return class_request(host, setup);
    return type == 0 && setup[1] < STANDARD ? standard[setup[1]] : NULL;
}

/* "DFU_DNLOAD wValue=2 wIndex=0 wLength=2048" */
static void request(const struct usb_host *host, const uint8_t *setup,
                    const char *verb, char text[USB_WORDS])
{
    char number[16];
    const char *name = request_name(host, setup);
    if (!name) {
        snprintf(number, sizeof number, "%02X %02X", setup[0], setup[1]);
        name = number;
    }
    snprintf(text, USB_WORDS, "%s%s wValue=0x%04X wIndex=%u wLength=%u", verb,
             name, (unsigned)little_endian(setup + 2, 2),
             (unsigned)little_endian(setup + 4, 2),
             (unsigned)little_endian(setup + 6, 2));
}

/* True: the request is one by which an application is asked for the ROM. */
static bool asks(const struct usb_host *host, const uint8_t *setup)
{
    const char *name = class_request(host, setup);
    return name == dfu[0] || name == cdc[0];
}

static bool seen(const struct machine *machine, const struct usb_seen *seen,
                 char text[USB_WORDS])
{
    const struct usb_host *host = &machine->usb;
    bool control = seen->endpoint == 0;
    if (seen->sight == USB_SEEN_SETUP)
        request(host, seen->setup, "", text);
    else if (control)
        request(host, seen->setup, "the device stalls ", text);
    else
        snprintf(text, USB_WORDS, "the device stalls endpoint %u %s",
                 seen->endpoint, seen->in ? "IN" : "OUT");
    return seen->sight == USB_SEEN_SETUP && (seen->setup[0] & TYPE) &&
           asks(host, seen->setup);
}

bool usb_words(const struct machine *machine,
               const struct machine_event_usb *event, char text[USB_WORDS])
{
    uint32_t id = usb_descriptor_id(&machine->usb);
    if (event->seen.sight)
        return seen(machine, &event->seen, text);
    switch (event->port) {
    case USB_PORT_EMPTY:
        snprintf(text, USB_WORDS,
                 machine->usb.plugged ? "the device is gone: no pull-up on D+"
                                      : "the cable is pulled");
        return true;
    case USB_PORT_DEBOUNCE:
        snprintf(text, USB_WORDS, "a device is there: pull-up on D+");
        return true;
    case USB_PORT_READY:
        snprintf(text, USB_WORDS, "the host has found %04x:%04x", id >> 16,
                 id & 0xFFFF);
        return true;
    case USB_PORT_FAILED:
        snprintf(text, USB_WORDS, "the device does not answer the host");
        return true;
    default: snprintf(text, USB_WORDS, "bus reset"); return false;
    }
}
