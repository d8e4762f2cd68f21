/* SPDX-License-Identifier: MIT
 *
 * What an application says about its device: descriptors, and the functions
 * that serve its interfaces. All are constant tables.
 */
#ifndef EXAMPLES_USB_USB_FUNCTION_H
#define EXAMPLES_USB_USB_FUNCTION_H

#include "examples/usb/usb_control.h"

/* One or more interfaces that belong together. Any callback may be NULL; all
 * are called from the interrupt. */
struct usb_function {
    uint8_t interface;  /* the first bInterfaceNumber, */
    uint8_t interfaces; /* and how many */
    uint8_t endpoints;  /* bit n: endpoint n */
    /* The bus was reset, or the configuration is given up. */
    void (*reset)(void);
    /* Opens the endpoints. */
    void (*configured)(void);
    /* A request of a class or vendor to one of the interfaces or endpoints.
     * Returns false to refuse. */
    bool (*request)(const struct usb_setup *setup);
    /* The host has seen the end of that request. */
    void (*completed)(const struct usb_setup *setup);
    /* There is a packet for usb_endpoint_read(). */
    void (*received)(unsigned endpoint);
    /* There is room for usb_endpoint_send(). */
    void (*sent)(unsigned endpoint);
};

struct usb_device {
    const uint8_t *device;        /* descriptor */
    const uint8_t *configuration; /* descriptor, with all that follow it */
    const uint8_t *bos;           /* descriptor, USB 3.2 9.6.2; NULL = none */
    const char *const *strings;   /* ASCII; [0] has index 1 */
    unsigned string_count;
    const struct usb_function *functions;
    unsigned function_count;
    /* A request of a vendor to the device; NULL = none. */
    bool (*vendor)(const struct usb_setup *setup);
    /* What comes after usb_leave(); usb_leave.h. */
    void (*left)(void);
};

#endif
