/* SPDX-License-Identifier: MIT
 *
 * The connection to a USB/IP client: a socket, the message that comes in, and
 * the bytes that it has not taken. No function waits.
 */
#ifndef TOOLS_HOST_USBIP_CONNECTION_H
#define TOOLS_HOST_USBIP_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct usbip_buffer {
    uint8_t *bytes;
    size_t length, capacity;
};

enum usbip_state {
    USBIP_CLOSED,
    USBIP_REQUESTS, /* the client has not said what it wants, */
    USBIP_IMPORTS,  /* or not which device */
    USBIP_LISTS,    /* it waits for a reply, */
    USBIP_WAITS,    /* to its import */
    USBIP_ATTACHED, /* it has the device */
    USBIP_LEAVES    /* everything is sent; the client has to close */
};

struct usbip_connection {
    int socket;      /* -1 = none */
    int ready;       /* the epoll descriptor that watches it, */
    uint32_t events; /* for these */
    enum usbip_state state;
    uint64_t order; /* in which clients came */
    size_t wanted;  /* bytes that complete the message in `in` */
    struct usbip_buffer in, out;
};

/* Takes over the socket. Returns false when it cannot be watched; it is closed
 * then. */
bool usbip_connection_open(struct usbip_connection *connection, int socket,
                           int ready);
/* Ends the connection at once. */
void usbip_connection_close(struct usbip_connection *connection);
/* Ends it when the client has taken what was sent. */
void usbip_connection_leave(struct usbip_connection *connection);

/* Sends, or sends and receives, what it can. Return false when the client has
 * closed the connection. */
bool usbip_connection_flush(struct usbip_connection *connection);
bool usbip_connection_move(struct usbip_connection *connection);

/* True: the message is complete, and the client takes what it is sent. */
bool usbip_connection_complete(const struct usbip_connection *connection);
/* The next message begins; it is WANTED bytes long, for a start. */
void usbip_connection_next(struct usbip_connection *connection, size_t wanted);

/* True: there is room for a reply. */
bool usbip_connection_room(const struct usbip_connection *connection);
void usbip_connection_send(struct usbip_connection *connection,
                           const void *bytes, size_t count);

#endif
