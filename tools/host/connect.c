/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "tools/host/connect.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_MS = 5000, HOST = 256 };

static bool split(const char *place, char host[HOST], const char **port)
{
    const char *colon = strrchr(place, ':');
    *port = colon ? colon + 1 : place;
    size_t length = colon ? (size_t)(colon - place) : 0;
    if (length >= 2 && place[0] == '[' && place[length - 1] == ']') {
        place++;
        length -= 2;
    }
    snprintf(host, HOST, "%.*s", (int)length, place);
    if (!length)
        strcpy(host, "127.0.0.1");
    return **port && strspn(*port, "0123456789") == strlen(*port);
}

bool connect_names(const char *place)
{
    char host[HOST];
    const char *port;
    return split(place, host, &port);
}

/* Returns 0, or an errno. */
static int await(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    int why = ETIMEDOUT;
    socklen_t size = sizeof why;
    if (poll(&ready, 1, CONNECT_MS) > 0)
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &size);
    return why;
}

/* Returns the socket; -1: errno. */
static int try_address(const struct addrinfo *address)
{
    int fd = socket(address->ai_family,
                    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1, why = 0;
    if (fd < 0)
        return -1;
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0)
        why = errno == EINPROGRESS ? await(fd) : errno;
    if (!why) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return fd;
    }
    close(fd);
    errno = why;
    return -1;
}

int connect_to(const char *place, const char **why)
{
    struct addrinfo *list, hints = {.ai_socktype = SOCK_STREAM};
    char host[HOST];
    const char *number;
    *why = NULL;
    errno = ENOENT;
    if (!split(place, host, &number))
        return -1;
    int found = getaddrinfo(host, number, &hints, &list);
    errno = ENOENT;
    if (found != 0) {
        *why = gai_strerror(found);
        return -1;
    }
    int fd = -1;
    for (struct addrinfo *at = list; at && fd < 0; at = at->ai_next)
        fd = try_address(at);
    int last = errno;
    freeaddrinfo(list);
    errno = last;
    return fd;
}
