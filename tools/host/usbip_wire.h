/* SPDX-License-Identifier: MIT
 *
 * The messages of USB/IP, version 1.1.1: Documentation/usb/usbip_protocol.rst
 * of the Linux kernel. All numbers are big-endian; the numbers of errors are
 * those of Linux on every system.
 */
#ifndef TOOLS_HOST_USBIP_WIRE_H
#define TOOLS_HOST_USBIP_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    USBIP_REQUEST_SIZE = 8, /* OP_REQ_DEVLIST; the head of OP_REQ_IMPORT */
    USBIP_BUSID_SIZE = 32,
    USBIP_IMPORT_SIZE = USBIP_REQUEST_SIZE + USBIP_BUSID_SIZE,
    USBIP_COMMAND_SIZE = 48, /* without data, as RET_SUBMIT and RET_UNLINK */
    USBIP_DEVICE_SIZE = 312, /* without its interfaces, */
    USBIP_INTERFACE_SIZE = 4
};

/* The only device is bus 1, device 1; its address on the bus does not matter.
 */
#define USBIP_BUSID "1-1"
enum { USBIP_DEVICE_ID = 1 << 16 | 1 };

enum usbip_operation { USBIP_LIST = 5, USBIP_IMPORT = 3 };
enum usbip_result {
    USBIP_OK = 0,
    USBIP_BUSY = 2, /* somebody else has the device */
    USBIP_NO_DEVICE = 4,
    USBIP_ERROR = 5
};

enum usbip_error {
    USBIP_ENOENT = -2, /* no such endpoint */
    USBIP_EINVAL = -22,
    USBIP_EPIPE = -32,     /* stalled */
    USBIP_EPROTO = -71,    /* no answer */
    USBIP_EOVERFLOW = -75, /* babble */
    USBIP_ECONNRESET = -104,
    USBIP_ESHUTDOWN = -108, /* the device is gone */
    USBIP_EREMOTEIO = -121  /* short, which the client does not accept */
};

/* Flags of a transfer. */
enum { USBIP_SHORT_NOT_OK = 1 << 0, USBIP_ZERO_PACKET = 1 << 6 };

enum usbip_kind { USBIP_SUBMIT = 1, USBIP_UNLINK = 2 };

struct usbip_command {
    uint32_t kind; /* enum usbip_kind, or another one */
    uint32_t sequence, device;
    uint32_t direction, endpoint;
    union {
        struct {
            uint32_t flags;
            uint32_t length;  /* of the data, which follow if they go out */
            uint32_t packets; /* isochronous; 0 and -1 = it is not */
            uint8_t setup[8];
        } submit;
        uint32_t unlinked; /* the sequence number of the transfer */
    };
};

/* The first bytes of a connection. Returns false when they are not of this
 * protocol. */
bool usbip_wire_request(const uint8_t bytes[USBIP_REQUEST_SIZE],
                        enum usbip_operation *operation);
/* The head of the reply to it. */
void usbip_wire_reply(uint8_t bytes[USBIP_REQUEST_SIZE],
                      enum usbip_operation operation, enum usbip_result result);

void usbip_wire_command(const uint8_t bytes[USBIP_COMMAND_SIZE],
                        struct usbip_command *command);

/* What a submitted transfer has come to: ACTUAL bytes, those that came in
 * follow. */
void usbip_wire_submitted(uint8_t bytes[USBIP_COMMAND_SIZE], uint32_t sequence,
                          int32_t status, uint32_t actual);
void usbip_wire_unlinked(uint8_t bytes[USBIP_COMMAND_SIZE], uint32_t sequence,
                         int32_t status);

/* --- the client's side --- */

/* A RET_SUBMIT or RET_UNLINK. */
struct usbip_reply {
    uint32_t kind; /* enum usbip_reply_kind, or another one */
    uint32_t sequence;
    int32_t status;
    uint32_t actual; /* bytes of a transfer; those that came in follow */
};

enum usbip_reply_kind { USBIP_SUBMITTED = 3, USBIP_UNLINKED = 4 };

/* The first bytes of a connection; to import, the bus id follows. */
void usbip_wire_ask(uint8_t bytes[USBIP_REQUEST_SIZE],
                    enum usbip_operation operation);
/* Reads the head of the reply to it. Returns false when it is none. */
bool usbip_wire_answer(const uint8_t bytes[USBIP_REQUEST_SIZE],
                       enum usbip_operation operation,
                       enum usbip_result *result);

void usbip_wire_put_command(uint8_t bytes[USBIP_COMMAND_SIZE],
                            const struct usbip_command *command);
void usbip_wire_get_reply(const uint8_t bytes[USBIP_COMMAND_SIZE],
                          struct usbip_reply *reply);

/* --- numbers --- */

void usbip_wire_put(uint8_t *bytes, unsigned size, uint32_t value);
uint32_t usbip_wire_get(const uint8_t *bytes, unsigned size);

#endif
