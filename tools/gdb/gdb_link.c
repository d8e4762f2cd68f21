/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "tools/gdb/gdb_link.h"

#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/die.h"

void gdb_link_none(struct gdb_link *link)
{
    listener_none(&link->listener);
    link->client = link->leaving = link->ready = -1;
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
    link->ready = epoll_create1(EPOLL_CLOEXEC);
    return link->ready >= 0 && listener_open(&link->listener, port) &&
           watch(link, link->listener.ready, EPOLL_CTL_ADD, EPOLLIN);
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
    listener_close(&link->listener);
    close_one(&link->ready);
}

/* --- coming and going --- */

/* Closing a socket with unread bytes in it discards sent bytes, too: it stays
 * open, and is drained, until the other end has closed. */
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

/* The reply to the first packet of every debugger, sent in advance: gdb shows
 * text that starts with "E.". */
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
    int fd = listener_accept(&link->listener, &link->trouble);
    if (fd < 0)
        return link->trouble ? GDB_NO_ROOM : GDB_NOBODY;
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

/* A method's name is the beginning of a request, and a page that a browser
 * takes for this port's own may choose the name: hence the second rule. TLS
 * begins with a handshake record (RFC 8446 5.1). */
bool gdb_link_web(const struct gdb_link *link, char *line, size_t size)
{
    static const char version[] = " HTTP/";
    enum { HANDSHAKE = 0x16 };
    const char *first = (const char *)link->in + link->in_at;
    size_t length = link->in_length - link->in_at;
    if (length && *first == HANDSHAKE) {
        snprintf(line, size, "TLS");
        return true;
    }
    for (size_t i = 0; i < length; i++)
        if (first[i] == '\n' || first[i] == '\r')
            length = i;
    snprintf(line, size, "%.*s", (int)length, first);
    return length && (isalpha((unsigned char)*first) ||
                      memmem(first, length, version, sizeof version - 1));
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

/* With bytes left to send, link.ready waits for room instead of requests. */
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

/* While the client does not read its replies, nothing is read from it. */
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
