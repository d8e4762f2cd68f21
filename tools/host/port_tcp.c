/* SPDX-License-Identifier: MIT
 *
 * A serial line behind a TCP connection, bytes only: ser2net's raw mode, a
 * bridge on an ESP. Speed and parity are set where the line is.
 */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "tools/host/port.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/refuse.h"

enum { CONNECT_MS = 5000 };

/* "HOST:PORT", "[::1]:PORT", or "PORT" of this machine. */
static bool split(const char *place, char host[PORT_NAME], const char **port)
{
    const char *colon = strrchr(place, ':');
    *port = colon ? colon + 1 : place;
    size_t length = colon ? (size_t)(colon - place) : 0;
    if (length >= 2 && place[0] == '[' && place[length - 1] == ']') {
        place++;
        length -= 2;
    }
    snprintf(host, PORT_NAME, "%.*s", (int)length, place);
    if (!length)
        strcpy(host, "127.0.0.1");
    return **port && strspn(*port, "0123456789") == strlen(*port);
}

static int connected(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    int why = ETIMEDOUT;
    socklen_t size = sizeof why;
    if (poll(&ready, 1, CONNECT_MS) > 0)
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &size);
    return why;
}

/* Returns 0, or an errno. */
static int try_address(struct port *port, const struct addrinfo *address)
{
    int on = 1;
    port->fd = socket(address->ai_family,
                      SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (port->fd < 0)
        return errno;
    int why = 0;
    if (connect(port->fd, address->ai_addr, address->ai_addrlen) != 0)
        why = errno == EINPROGRESS ? connected(port->fd) : errno;
    if (why)
        port_close_fd(port);
    else
        setsockopt(port->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return why;
}

bool port_connect(struct port *port, const char *place, char *error)
{
    struct addrinfo *list, hints = {.ai_socktype = SOCK_STREAM};
    char host[PORT_NAME];
    const char *number;
    if (!split(place, host, &number))
        return refuse(
            error, PORT_ERROR_SIZE,
            "%s: no such port; behind the first colon comes HOST:PORT, "
            "or PORT of this machine",
            path_tail(port->name));
    if (!port_lock_name(&port->lock, port->name))
        return port_refuse(port->name, errno, error);
    int found = getaddrinfo(host, number, &hints, &list);
    if (found != 0)
        return refuse(error, PORT_ERROR_SIZE, "%s: no such port: %s",
                      path_tail(port->name), gai_strerror(found));
    int why = ENOENT;
    for (struct addrinfo *at = list; at && why; at = at->ai_next)
        why = try_address(port, at);
    freeaddrinfo(list);
    return !why || refuse(error, PORT_ERROR_SIZE,
                          "%s: no such port: %s; is its server running?",
                          path_tail(port->name), strerror(why));
}

const struct port_kind port_tcp = {
    .open = port_connect,
    .close = port_close_fd,
    .read = port_read_fd,
    .write = port_write_fd,
};
