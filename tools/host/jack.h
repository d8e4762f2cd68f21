/* SPDX-License-Identifier: MIT
 *
 * The host's end of a serial line: what a client plugs itself into. Each kind
 * is a file of its own, jack_pty.c, jack_stream.c, jack_tcp.c, jack_rfc2217.c.
 * No function waits.
 */
#ifndef TOOLS_HOST_JACK_H
#define TOOLS_HOST_JACK_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/host/line_setting.h"
#include "tools/host/listener.h"
#include "tools/host/output_file.h"
#include "tools/host/pty.h"

enum {
    JACK_POLLS = 2,       /* descriptors of a jack, at most */
    JACK_SETTLED_MS = 300 /* a client that sets up its line pauses for less */
};

struct jack;

/* What a kind of jack does. NULL = nothing is to do. */
struct jack_kind {
    /* Finds out whether a client has come or gone, and what it has set. */
    void (*look)(struct jack *jack);
    /* Returns how many bytes for the chip were read; what was set behind them
     * is already in the jack. */
    size_t (*read)(struct jack *jack, uint8_t *bytes, size_t size);
    /* Returns how many bytes of the chip were taken. */
    size_t (*write)(struct jack *jack, const uint8_t *bytes, size_t size);
    /* Reports what happened on the line: RFC2217_LINE bits. */
    void (*report)(struct jack *jack, unsigned line);
    /* Adds descriptors to wait for; returns how many. */
    unsigned (*poll)(const struct jack *jack, struct pollfd *wanted);
    void (*close)(struct jack *jack);
    bool comes; /* its clients come and go */
    bool paces; /* somebody is there for whom virtual time is to pass as the
                   clock's does */
};

struct rfc2217_server;

struct jack {
    const struct jack_kind *kind; /* NULL = nobody can plug in */
    bool client;                  /* one is there, */
    bool ready;                   /* there may be something to read */
    struct line_setting set;

    int in, out;              /* of a stream: -1 = at its end, or none */
    struct output_file *file; /* that gets what the chip sends */
    struct pty *pty;
    struct listener listener;
    int socket;                    /* of the client; -1 = none */
    struct rfc2217_server *server; /* NULL = bytes only */
    uint64_t set_host_ps;          /* host time of the client's last setting, */
    bool settled;                  /* behind which comes what is not one */
};

enum { JACK_ERROR = 256 /* bytes of every error text */ };

/* Nobody can plug in: what the chip sends is thrown away. */
void jack_none(struct jack *jack);
/* The pty is open and outlives the jack. Its last client's settings stay. */
void jack_pty(struct jack *jack, struct pty *pty);
/* Reads IN and writes to OUT, which outlive the jack; -1 = nothing to read. */
void jack_stream(struct jack *jack, int in, int out);
/* A file, which outlives the jack, gets what the chip sends. */
void jack_file(struct jack *jack, struct output_file *file);
/* Listen on 127.0.0.1:PORT, 0 = any free port: jack->listener.port. False:
 * ERROR gives the reason. */
bool jack_tcp(struct jack *jack, unsigned port, char *error);
bool jack_rfc2217(struct jack *jack, unsigned port, char *error);
void jack_close(struct jack *jack);

void jack_look(struct jack *jack);
size_t jack_read(struct jack *jack, uint8_t *bytes, size_t size);
size_t jack_write(struct jack *jack, const uint8_t *bytes, size_t size);
void jack_report(struct jack *jack, unsigned line);
unsigned jack_poll(const struct jack *jack, struct pollfd *wanted);

/* True: clients can come, and none is there that has set up its line. */
bool jack_awaits(const struct jack *jack);
bool jack_paces(const struct jack *jack);

/* --- for the kinds that listen --- */

bool jack_listen(struct jack *jack, unsigned port, char *error);
/* Takes a client who waits, unless there is one; then others are sent away.
 * True: one has come. */
bool jack_accept(struct jack *jack);
/* Reads and writes the client's socket; hangs up at its end. */
size_t jack_receive(struct jack *jack, uint8_t *bytes, size_t size);
size_t jack_send(struct jack *jack, const uint8_t *bytes, size_t size);
void jack_hang_up(struct jack *jack);
unsigned jack_poll_socket(const struct jack *jack, struct pollfd *wanted);
void jack_close_sockets(struct jack *jack);

#endif
