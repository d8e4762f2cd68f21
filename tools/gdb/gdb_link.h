/* SPDX-License-Identifier: MIT
 *
 * The socket that debuggers connect to, on 127.0.0.1 only, and the one
 * debugger that is served. Nothing here waits: what the client does not take
 * is kept, and what it sends meanwhile stays in the socket.
 */
#ifndef TOOLS_GDB_GDB_LINK_H
#define TOOLS_GDB_GDB_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/gdb/gdb_packet.h"
#include "tools/host/listener.h"

enum { GDB_LINK_IN = 4096, GDB_LINK_OUT = 4 * GDB_FRAMED_SIZE };

struct gdb_link {
    struct listener listener;
    int client;  /* -1 = none */
    int leaving; /* the last one sent away, until it has gone; -1 = none */
    int ready;   /* readable when any of them has something to do */
    int trouble; /* errno of GDB_NO_ROOM */
    bool quiet;  /* nothing has come from the client that is not read yet */
    size_t in_at, in_length;
    size_t out_length;
    uint8_t in[GDB_LINK_IN];
    char out[GDB_LINK_OUT];
};

enum gdb_knock {
    GDB_NOBODY,
    GDB_CONNECTED, /* it is the client now */
    GDB_REFUSED,   /* there is a client: it was told so and sent away */
    GDB_NO_ROOM    /* somebody waits, and the host has no room for him */
};

/* Not listening. */
void gdb_link_none(struct gdb_link *link);

/* Listens on PORT (0 = one that is free; then link->listener.port). False:
 * ERROR. */
bool gdb_link_open(struct gdb_link *link, unsigned port, char *error,
                   size_t size);
void gdb_link_close(struct gdb_link *link);

/* Has somebody come? While the client has more to say nobody is let in: its
 * next word may be that it goes. */
enum gdb_knock gdb_link_accept(struct gdb_link *link);

/* Sends what is left to send and receives what has come. False: the client has
 * gone; it is no client any more. */
bool gdb_link_move(struct gdb_link *link);

/* Is what the client says first a web browser's, not a debugger's? LINE is its
 * first line, as far as it has come and SIZE bytes go. */
bool gdb_link_web(const struct gdb_link *link, char *line, size_t size);

/* The next byte, or -1: none, or the client must first take what it asked for.
 */
int gdb_link_byte(struct gdb_link *link);

void gdb_link_send(struct gdb_link *link, const char *bytes, size_t count);

/* Ends the connection; what was sent still arrives. */
void gdb_link_part(struct gdb_link *link);

#endif
