/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* accept4 */
#include "tools/gdb/gdb_link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/die.h"

void gdb_link_none(struct gdb_link *link)
{
    link->listener = link->client = link->leaving = link->ready = -1;
    link->in_at = link->in_length = link->out_length = 0;
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static bool watch(struct gdb_link *link, int fd, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events};
    return epoll_ctl(link->ready, operation, fd, &event) == 0;
}

/* --- listening --- */

static bool listen_on(struct gdb_link *link, unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t length = sizeof address;
    int on = 1;

    link->ready = epoll_create1(EPOLL_CLOEXEC);
    link->listener =
        socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->ready < 0 || link->listener < 0)
        return false;
    setsockopt(link->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(link->listener, (struct sockaddr *)&address, length) != 0 ||
        listen(link->listener, 4) != 0 ||
        getsockname(link->listener, (struct sockaddr *)&address, &length) != 0)
        return false;
    link->port = ntohs(address.sin_port);
    return watch(link, link->listener, EPOLL_CTL_ADD, EPOLLIN);
}

bool gdb_link_open(struct gdb_link *link, unsigned port, char *error,
                   size_t size)
{
    gdb_link_none(link);
    if (listen_on(link, port))
        return true;
    int why = errno;
    gdb_link_close(link);
    if (why == EADDRINUSE)
        return refuse(error, size,
                      "--gdb %u: the port is in use; --gdb 0 takes a free one",
                      port);
    return refuse(error, size, "--gdb %u: cannot listen on 127.0.0.1: %s", port,
                  strerror(why));
}

void gdb_link_close(struct gdb_link *link)
{
    close_one(&link->client);
    close_one(&link->leaving);
    close_one(&link->listener);
    close_one(&link->ready);
}

/* --- coming and going --- */

/* A socket that is closed with unread bytes in it takes back what was sent: it
 * is kept, and drained, until the other end has closed. */
static void let_leave(struct gdb_link *link, int fd)
{
    close_one(&link->leaving);
    link->leaving = fd;
    shutdown(fd, SHUT_WR);
    watch(link, fd, EPOLL_CTL_MOD, EPOLLIN);
}

static void drain_leaving(struct gdb_link *link)
{
    char bytes[512];
    ssize_t count;
    if (link->leaving < 0)
        return;
    count = recv(link->leaving, bytes, sizeof bytes, 0);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
        close_one(&link->leaving);
}

/* The answer to the packet with which every debugger begins, before it comes:
 * gdb shows what starts with "E.". */
static void send_away(struct gdb_link *link, int fd)
{
    char framed[1 + GDB_FRAMED_SIZE];
    struct gdb_reply reply = {.length = 0};
    gdb_add(&reply, "E.boot0 serves another debugger already");
    framed[0] = '+';
    size_t length = 1 + gdb_frame(&reply, framed + 1);
    ssize_t sent = send(fd, framed, length, MSG_NOSIGNAL);
    (void)sent; /* it may have gone by itself */
    let_leave(link, fd);
}

enum gdb_knock gdb_link_accept(struct gdb_link *link)
{
    int on = 1;
    drain_leaving(link);
    if (link->client >= 0 && !link->quiet)
        return GDB_NOBODY;
    int fd = accept4(link->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return GDB_NOBODY;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (!watch(link, fd, EPOLL_CTL_ADD, EPOLLIN)) {
        close(fd);
        return GDB_NOBODY;
    }
    if (link->client >= 0) {
        send_away(link, fd);
        return GDB_REFUSED;
    }
    link->client = fd;
    link->quiet = false;
    link->in_at = link->in_length = link->out_length = 0;
    return GDB_CONNECTED;
}

void gdb_link_part(struct gdb_link *link)
{
    if (link->client >= 0)
        let_leave(link, link->client);
    link->client = -1;
}

/* --- bytes --- */

static bool passing(ssize_t count)
{
    return count >= 0 || errno == EAGAIN || errno == EINTR;
}

/* What is left makes link.ready wait for room instead of requests. */
static bool flush(struct gdb_link *link)
{
    size_t before = link->out_length;
    if (!before)
        return true;
    ssize_t sent = send(link->client, link->out, before, MSG_NOSIGNAL);
    bool goes_on = passing(sent);
    if (sent > 0) {
        link->out_length -= (size_t)sent;
        memmove(link->out, link->out + sent, link->out_length);
    }
    watch(link, link->client, EPOLL_CTL_MOD,
          link->out_length ? EPOLLOUT : EPOLLIN);
    return goes_on;
}

/* While the client does not take its answers nothing is read from it. */
static bool receive(struct gdb_link *link)
{
    link->quiet = link->out_length > 0;
    if (link->out_length || link->in_at < link->in_length)
        return true;
    ssize_t count = recv(link->client, link->in, sizeof link->in, 0);
    link->quiet = count < 0;
    link->in_at = 0;
    link->in_length = count > 0 ? (size_t)count : 0;
    return count != 0 && passing(count);
}

bool gdb_link_move(struct gdb_link *link)
{
    if (flush(link) && receive(link))
        return true;
    close_one(&link->client);
    return false;
}

int gdb_link_byte(struct gdb_link *link)
{
    if (link->out_length || link->in_at == link->in_length)
        return -1;
    return link->in[link->in_at++];
}

void gdb_link_send(struct gdb_link *link, const char *bytes, size_t count)
{
    if (link->client < 0 || count > sizeof link->out - link->out_length)
        return;
    memcpy(link->out + link->out_length, bytes, count);
    link->out_length += count;
    flush(link);
}
