/* SPDX-License-Identifier: MIT
 *
 * TCP connections of a client.
 */
#ifndef TOOLS_HOST_CONNECT_H
#define TOOLS_HOST_CONNECT_H

#include <stdbool.h>

/* True: PLACE is HOST:PORT, [::1]:PORT, or PORT of this machine. */
bool connect_names(const char *place);

/* Connects to PLACE. Returns a socket that does not block and does not wait for
 * more to send; -1: errno, or ENOENT where *WHY says why HOST is not found
 * (else NULL). */
int connect_to(const char *place, const char **why);

#endif
