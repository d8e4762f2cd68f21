/* SPDX-License-Identifier: MIT */
#include "tools/host/usbip_connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/die.h"

enum {
    ROOM = 1 << 16, /* bytes that may wait before a reply is made */
    START = 256     /* capacity of a buffer */
};

/* --- buffers --- */

static void reserve(struct usbip_buffer *buffer, size_t capacity)
{
    if (capacity <= buffer->capacity)
        return;
    size_t doubled = 2 * buffer->capacity;
    buffer->capacity = capacity > doubled ? capacity : doubled;
    if (buffer->capacity < START)
        buffer->capacity = START;
    buffer->bytes = xrealloc(buffer->bytes, buffer->capacity);
}

static void discard(struct usbip_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct usbip_buffer){.bytes = NULL};
}

/* --- opening and closing --- */

static bool watch(struct usbip_connection *connection, int operation,
                  uint32_t events)
{
    struct epoll_event event = {.events = events};
    connection->events = events;
    return epoll_ctl(connection->ready, operation, connection->socket,
                     &event) == 0;
}

/* A client that does not take its replies is not read from. */
static void watch_again(struct usbip_connection *connection)
{
    uint32_t events = usbip_connection_room(connection) ? EPOLLIN : 0;
    if (connection->out.length)
        events |= EPOLLOUT;
    if (events != connection->events)
        watch(connection, EPOLL_CTL_MOD, events);
}

bool usbip_connection_open(struct usbip_connection *connection, int socket,
                           int ready)
{
    int on = 1;
    *connection = (struct usbip_connection){
        .socket = socket, .ready = ready, .state = USBIP_REQUESTS};
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (watch(connection, EPOLL_CTL_ADD, EPOLLIN))
        return true;
    usbip_connection_close(connection);
    return false;
}

void usbip_connection_close(struct usbip_connection *connection)
{
    if (connection->socket >= 0)
        close(connection->socket);
    connection->socket = -1;
    connection->state = USBIP_CLOSED;
    discard(&connection->in);
    discard(&connection->out);
}

/* Closing a socket with unread bytes in it discards sent bytes, too. */
static void end_sending(struct usbip_connection *connection)
{
    if (connection->state == USBIP_LEAVES && connection->out.length == 0)
        shutdown(connection->socket, SHUT_WR);
}

void usbip_connection_leave(struct usbip_connection *connection)
{
    connection->state = USBIP_LEAVES;
    connection->wanted = 0;
    end_sending(connection);
}

/* --- bytes --- */

static bool passing(ssize_t count)
{
    return count >= 0 || errno == EAGAIN || errno == EINTR;
}

bool usbip_connection_flush(struct usbip_connection *connection)
{
    struct usbip_buffer *out = &connection->out;
    if (connection->socket < 0 || out->length == 0)
        return true;
    ssize_t sent =
        send(connection->socket, out->bytes, out->length, MSG_NOSIGNAL);
    bool goes_on = passing(sent);
    if (sent > 0) {
        out->length -= (size_t)sent;
        memmove(out->bytes, out->bytes + sent, out->length);
    }
    watch_again(connection);
    end_sending(connection);
    return goes_on;
}

/* What a client sends that is leaving is not read by anybody. */
static bool drain(const struct usbip_connection *connection)
{
    uint8_t bytes[4096];
    ssize_t count = recv(connection->socket, bytes, sizeof bytes, 0);
    return count != 0 && passing(count);
}

/* Its next bytes are for later. */
static bool is_there(const struct usbip_connection *connection)
{
    uint8_t byte;
    ssize_t count = recv(connection->socket, &byte, 1, MSG_PEEK);
    return count != 0 && passing(count);
}

static bool receive(struct usbip_connection *connection)
{
    struct usbip_buffer *in = &connection->in;
    if (connection->state == USBIP_LEAVES)
        return drain(connection);
    if (connection->wanted == 0)
        return is_there(connection);
    if (in->length >= connection->wanted || !usbip_connection_room(connection))
        return true;
    reserve(in, connection->wanted);
    ssize_t count = recv(connection->socket, in->bytes + in->length,
                         connection->wanted - in->length, 0);
    if (count > 0)
        in->length += (size_t)count;
    return count != 0 && passing(count);
}

bool usbip_connection_move(struct usbip_connection *connection)
{
    return usbip_connection_flush(connection) && receive(connection);
}

bool usbip_connection_complete(const struct usbip_connection *connection)
{
    return connection->wanted && usbip_connection_room(connection) &&
           connection->in.length >= connection->wanted;
}

void usbip_connection_next(struct usbip_connection *connection, size_t wanted)
{
    connection->in.length = 0;
    connection->wanted = wanted;
}

bool usbip_connection_room(const struct usbip_connection *connection)
{
    return connection->out.length < ROOM;
}

void usbip_connection_send(struct usbip_connection *connection,
                           const void *bytes, size_t count)
{
    struct usbip_buffer *out = &connection->out;
    reserve(out, out->length + count);
    memcpy(out->bytes + out->length, bytes, count);
    out->length += count;
}
