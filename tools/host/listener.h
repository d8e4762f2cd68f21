/* SPDX-License-Identifier: MIT
 *
 * A socket on 127.0.0.1 that clients connect to. No function waits. On a host
 * without resources for a further client the socket pauses for a moment,
 * instead of being ready all the time, so that the event loop does not spin.
 */
#ifndef TOOLS_HOST_LISTENER_H
#define TOOLS_HOST_LISTENER_H

#include <stdbool.h>

enum { LISTENER_REST_MS = 250 };

struct listener {
    int ready;  /* to poll: readable when a client may be waiting */
    int socket; /* -1 = not listening */
    int timer;  /* ends a rest */
    unsigned port;
    bool resting;
};

/* Makes LISTENER one that does not listen. */
void listener_none(struct listener *listener);

/* Listens on PORT (0 = any free port; then listener->port). False: errno. */
bool listener_open(struct listener *listener, unsigned port);
void listener_close(struct listener *listener);

/* Returns the non-blocking socket of the next client, or -1: there is none, or
 * the listener pauses. *WHY is the error that made it pause, 0 = none. */
int listener_accept(struct listener *listener, int *why);

#endif
