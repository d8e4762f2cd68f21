/* SPDX-License-Identifier: MIT
 *
 * The client's end of USB/IP: imports the one device that `boot0 run --usbip`
 * serves on this machine, and makes one transfer at a time. The server ends the
 * connection when the device goes; the device that comes instead of it is
 * another import.
 */
#ifndef TOOLS_LIBUSB_USBIP_CLIENT_H
#define TOOLS_LIBUSB_USBIP_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/host/usbip_wire.h"

struct usbip_client {
    int socket; /* -1 = there is no connection any more */
    uint32_t sequence;
};

enum usbip_client_import {
    USBIP_CLIENT_ATTACHED,
    USBIP_CLIENT_EMPTY,  /* the server has no device */
    USBIP_CLIENT_BUSY,   /* another client has it */
    USBIP_CLIENT_NOBODY, /* nothing listens, or no USB/IP */
    USBIP_CLIENT_SILENT  /* the server does not answer */
};

/* Imports the device from 127.0.0.1:PORT; waits until the server knows whether
 * there is one. */
enum usbip_client_import usbip_client_import(struct usbip_client *client,
                                             unsigned port);
void usbip_client_close(struct usbip_client *client);

/* False: the device is gone. */
bool usbip_client_alive(struct usbip_client *client);

struct usbip_client_transfer {
    unsigned endpoint; /* 0 ... 15 */
    bool in;
    uint8_t setup[8]; /* of a control transfer */
    uint8_t *data;
    uint32_t length;
    unsigned limit_ms; /* 0 = none */
    uint32_t actual;   /* out: bytes that went, or came */
};

/* Returns 0 or an enum usbip_error: USBIP_ECONNRESET when the limit has passed,
 * USBIP_ESHUTDOWN when the device is gone. */
int usbip_client_transfer(struct usbip_client *client,
                          struct usbip_client_transfer *transfer);

#endif
