/* SPDX-License-Identifier: MIT
 *
 * The socket that debuggers connect to, on 127.0.0.1 only, and the connection
 * to the one debugger that is served. No function waits: bytes that the client
 * does not read yet are kept, and bytes that it sends meanwhile stay in the
 * socket.
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
    int leaving; /* the last one disconnected, until it has gone; -1 = none */
    int ready;   /* to poll: readable when any of them needs service */
    int trouble; /* errno of GDB_NO_ROOM */
    bool quiet;  /* all bytes from the client have been read */
    size_t in_at, in_length;
    size_t out_length;
    uint8_t in[GDB_LINK_IN];
    char out[GDB_LINK_OUT];
};

enum gdb_knock {
    GDB_NOBODY,
    GDB_CONNECTED, /* a debugger has become the client */
    GDB_REFUSED,   /* another one exists: it got an error and was cut off */
    GDB_NO_ROOM    /* one waits, because the host has no resources for it */
};

/* Makes LINK one that does not listen. */
void gdb_link_none(struct gdb_link *link);

/* Listens on PORT (0 = any free port; then link->listener.port). False: ERROR
 * gives the reason. */
bool gdb_link_open(struct gdb_link *link, unsigned port, char *error,
                   size_t size);
void gdb_link_close(struct gdb_link *link);

/* Accepts a debugger. While bytes of the present client are unread, no other
 * one is accepted, since those bytes may be its goodbye. */
enum gdb_knock gdb_link_accept(struct gdb_link *link);

/* Sends and receives all bytes that it can. False: the client has closed the
 * connection. */
bool gdb_link_move(struct gdb_link *link);

/* True: the first bytes of the client are those of a web browser, not of a
 * debugger. LINE (SIZE bytes) is its first line, as far as received. */
bool gdb_link_web(const struct gdb_link *link, char *line, size_t size);

/* Returns the next byte, or -1: there is none, or the client has to read its
 * replies first. */
int gdb_link_byte(struct gdb_link *link);

void gdb_link_send(struct gdb_link *link, const char *bytes, size_t count);

/* Ends the connection; bytes already sent still arrive. */
void gdb_link_part(struct gdb_link *link);

#endif
