/* SPDX-License-Identifier: MIT
 *
 * A socket on 127.0.0.1 that clients connect to. Nothing here waits, and a
 * host that has no room for a further client makes nobody spin: the socket then
 * rests for a moment instead of being ready all the time.
 */
#ifndef TOOLS_HOST_LISTENER_H
#define TOOLS_HOST_LISTENER_H

#include <stdbool.h>

enum { LISTENER_REST_MS = 250 };

struct listener {
    int ready;  /* to poll: readable when listener_accept() may find somebody */
    int socket; /* -1 = not listening */
    int timer;  /* ends a rest */
    unsigned port;
    bool resting;
};

/* Not listening. */
void listener_none(struct listener *listener);

/* Listens on PORT (0 = one that is free; then listener->port). False: errno
 * says why. */
bool listener_open(struct listener *listener, unsigned port);
void listener_close(struct listener *listener);

/* The non-blocking socket of the next client, or -1: nobody is there, or the
 * listener rests. *WHY (0 = none) is the error that has made it begin a rest.
 */
int listener_accept(struct listener *listener, int *why);

#endif
