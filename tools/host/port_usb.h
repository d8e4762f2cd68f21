/* SPDX-License-Identifier: MIT
 *
 * A part at the USB socket, by libusb: the ROM's DFU device 0483:df11, or,
 * before it, the application's device, which a host can ask to leave for the
 * ROM: DFU in run-time mode (USB DFU 1.1, section 4.1), or a serial port
 * (CDC-ACM) that takes an opening at 1200 baud for the request.
 */
#ifndef TOOLS_HOST_PORT_USB_H
#define TOOLS_HOST_PORT_USB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/host/port.h"

enum {
    PORT_USB_PATH = 7, /* ports from the root hub on, at most */
    PORT_USB_TEXT = 128
};

enum port_usb_kind {
    PORT_USB_NOTHING,
    PORT_USB_ROM,     /* 0483:df11 */
    PORT_USB_RUNTIME, /* an application with DFU in run-time mode */
    PORT_USB_CDC,     /* an application with a serial port, and no DFU */
    PORT_USB_MANY,    /* several that can be meant */
    PORT_USB_FAILED   /* there, but it cannot be opened */
};

/* Results of port_usb_control() below 0. */
enum { PORT_USB_STALL = -1, PORT_USB_GONE = -2, PORT_USB_LATE = -3 };

/* Where a device hangs: the one that comes after it hangs there, too. */
struct port_usb_place {
    uint8_t bus, path[PORT_USB_PATH];
    int depth; /* 0 = unknown */
};

struct port_usb {
    void *context;      /* libusb's; NULL = not open */
    void *handle;       /* of the device that was found; NULL = none */
    const char *serial; /* wanted; NULL = any */
    struct port_lock lock;
    struct port_usb_place place; /* of what was found last */
    bool follows;                /* only what hangs there counts */
    uint8_t interface;           /* of DFU, or of the port's control */
    uint8_t port_interface;      /* of a serial port beside DFU */
    bool has_port;
    bool leaves_itself;       /* bitWillDetach */
    uint16_t detach_ms;       /* wDetachTimeOut */
    char text[PORT_USB_TEXT]; /* "1209:0001 softboot0 demo v1, serial ..." */
};

/* Begins to use USB; SERIAL (NULL = any) is the serial number of the device.
 * False: ERROR (PORT_ERROR_SIZE bytes) is one line. */
bool port_usb_open(struct port_usb *usb, const char *serial, char *error);
void port_usb_close(struct port_usb *usb);

/* Looks for the part, the ROM first, and opens what it finds. MANY and FAILED
 * fill ERROR. */
enum port_usb_kind port_usb_find(struct port_usb *usb, char *error);

/* From now on only what hangs where the last device hung counts: the same part,
 * whatever it says that it is. */
void port_usb_follow(struct port_usb *usb);

/* Ends the use of the device that was found. */
void port_usb_let_go(struct port_usb *usb);

/* Makes a control transfer. Returns the number of bytes, or PORT_USB_*. */
int port_usb_control(struct port_usb *usb, uint8_t type, uint8_t request,
                     uint16_t value, uint16_t index, uint8_t *data,
                     uint16_t length, unsigned limit_ms);

/* Asks the application that was found to leave: by DFU's DETACH, or by opening
 * its serial port at 1200 baud. False: ERROR says why not. */
bool port_usb_detach(struct port_usb *usb, char *error);
bool port_usb_touch(struct port_usb *usb, char *error);

#endif
