/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* accept4 */
#include "tools/host/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { BACKLOG = 4 };

void listener_none(struct listener *listener)
{
    *listener = (struct listener){.ready = -1, .socket = -1, .timer = -1};
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void listener_close(struct listener *listener)
{
    close_one(&listener->socket);
    close_one(&listener->timer);
    close_one(&listener->ready);
}

/* --- opening --- */

static bool watch(struct listener *listener, int fd, int operation,
                  uint32_t events)
{
    struct epoll_event event = {.events = events};
    return epoll_ctl(listener->ready, operation, fd, &event) == 0;
}

static bool listen_on(struct listener *listener, unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t length = sizeof address;
    int on = 1;

    setsockopt(listener->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener->socket, (struct sockaddr *)&address, length) != 0 ||
        listen(listener->socket, BACKLOG) != 0 ||
        getsockname(listener->socket, (struct sockaddr *)&address, &length) !=
            0)
        return false;
    listener->port = ntohs(address.sin_port);
    return true;
}

static bool open_all(struct listener *listener, unsigned port)
{
    listener->ready = epoll_create1(EPOLL_CLOEXEC);
    listener->timer =
        timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    listener->socket =
        socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return listener->ready >= 0 && listener->timer >= 0 &&
           listener->socket >= 0 && listen_on(listener, port) &&
           watch(listener, listener->socket, EPOLL_CTL_ADD, EPOLLIN) &&
           watch(listener, listener->timer, EPOLL_CTL_ADD, EPOLLIN);
}

bool listener_open(struct listener *listener, unsigned port)
{
    listener_none(listener);
    if (open_all(listener, port))
        return true;
    int why = errno;
    listener_close(listener);
    errno = why;
    return false;
}

/* --- accepting --- */

/* These errors leave the client waiting: the socket stays ready. */
static bool no_room(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS ||
           error == ENOMEM;
}

static void rest(struct listener *listener)
{
    static const struct itimerspec moment = {.it_value.tv_nsec =
                                                 LISTENER_REST_MS * 1000000L};
    listener->resting = true;
    watch(listener, listener->socket, EPOLL_CTL_MOD, 0);
    timerfd_settime(listener->timer, 0, &moment, NULL);
}

static bool still_rests(struct listener *listener)
{
    uint64_t count;
    if (listener->resting &&
        read(listener->timer, &count, sizeof count) == sizeof count) {
        listener->resting = false;
        watch(listener, listener->socket, EPOLL_CTL_MOD, EPOLLIN);
    }
    return listener->resting;
}

int listener_accept(struct listener *listener, int *why)
{
    int fd;
    *why = 0;
    if (still_rests(listener))
        return -1;
    do /* one that has gone again is not the last */
        fd =
            accept4(listener->socket, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    while (fd < 0 && (errno == ECONNABORTED || errno == EINTR));
    if (fd < 0 && no_room(errno)) {
        *why = errno;
        rest(listener);
    }
    return fd;
}
