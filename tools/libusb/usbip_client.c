/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "tools/libusb/usbip_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* The rest of a message follows at once, on a busy host after a while. */
enum { MESSAGE_S = 20 };

/* --- bytes --- */

static bool send_all(int to, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;
    while (size) {
        ssize_t count = send(to, from, size, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        from += count;
        size -= (size_t)count;
    }
    return true;
}

static bool receive_all(int from, void *bytes, size_t size)
{
    uint8_t *to = bytes;
    while (size) {
        ssize_t count = recv(from, to, size, MSG_WAITALL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        to += count;
        size -= (size_t)count;
    }
    return true;
}

/* --- the import --- */

static int connect_to(unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    struct timeval limit = {.tv_sec = MESSAGE_S};
    int on = 1, end = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (end < 0)
        return -1;
    setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(end, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(end, (const struct sockaddr *)&address, sizeof address) == 0)
        return end;
    close(end);
    return -1;
}

static enum usbip_client_import ask(int server)
{
    uint8_t request[USBIP_IMPORT_SIZE] = {0}, head[USBIP_REQUEST_SIZE];
    uint8_t device[USBIP_DEVICE_SIZE];
    enum usbip_result result;
    usbip_wire_ask(request, USBIP_IMPORT);
    memcpy(request + USBIP_REQUEST_SIZE, USBIP_BUSID, sizeof USBIP_BUSID);
    if (!send_all(server, request, sizeof request))
        return USBIP_CLIENT_NOBODY;
    if (!receive_all(server, head, sizeof head))
        return errno == EAGAIN ? USBIP_CLIENT_SILENT : USBIP_CLIENT_NOBODY;
    if (!usbip_wire_answer(head, USBIP_IMPORT, &result))
        return USBIP_CLIENT_NOBODY;
    if (result == USBIP_BUSY)
        return USBIP_CLIENT_BUSY;
    if (result != USBIP_OK || !receive_all(server, device, sizeof device))
        return USBIP_CLIENT_EMPTY;
    return USBIP_CLIENT_ATTACHED;
}

enum usbip_client_import usbip_client_import(struct usbip_client *client,
                                             unsigned port)
{
    *client = (struct usbip_client){.socket = connect_to(port)};
    if (client->socket < 0)
        return USBIP_CLIENT_NOBODY;
    enum usbip_client_import result = ask(client->socket);
    if (result != USBIP_CLIENT_ATTACHED)
        usbip_client_close(client);
    return result;
}

void usbip_client_close(struct usbip_client *client)
{
    if (client->socket >= 0)
        close(client->socket);
    client->socket = -1;
}

bool usbip_client_alive(struct usbip_client *client)
{
    uint8_t byte;
    if (client->socket < 0)
        return false;
    ssize_t count = recv(client->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR)))
        return true;
    usbip_client_close(client);
    return false;
}

/* --- transfers --- */

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until there is something to read. Returns false when LIMIT_MS (0 =
 * none) has passed. */
static bool wait_for_reply(int server, unsigned limit_ms)
{
    struct pollfd ready = {.fd = server, .events = POLLIN};
    int64_t end = now_ms() + limit_ms;
    for (;;) {
        int64_t left = limit_ms ? end - now_ms() : MESSAGE_S * 1000;
        if (left < 0)
            left = 0;
        int count = poll(&ready, 1, (int)left);
        if (count > 0)
            return true;
        if (count == 0 && limit_ms && left == 0)
            return false;
    }
}

static bool submit(struct usbip_client *client,
                   const struct usbip_client_transfer *transfer)
{
    uint8_t bytes[USBIP_COMMAND_SIZE];
    struct usbip_command command = {
        .kind = USBIP_SUBMIT,
        .sequence = ++client->sequence,
        .device = USBIP_DEVICE_ID,
        .direction = transfer->in,
        .endpoint = transfer->endpoint,
        .submit.length = transfer->length,
    };
    memcpy(command.submit.setup, transfer->setup, sizeof transfer->setup);
    usbip_wire_put_command(bytes, &command);
    return send_all(client->socket, bytes, sizeof bytes) &&
           (transfer->in ||
            send_all(client->socket, transfer->data, transfer->length));
}

static bool unlink_last(struct usbip_client *client)
{
    uint8_t bytes[USBIP_COMMAND_SIZE];
    struct usbip_command command = {
        .kind = USBIP_UNLINK,
        .sequence = client->sequence + 1,
        .device = USBIP_DEVICE_ID,
        .unlinked = client->sequence,
    };
    usbip_wire_put_command(bytes, &command);
    return send_all(client->socket, bytes, sizeof bytes);
}

/* Takes one reply and the data behind it. Returns false when the connection has
 * ended or cannot be followed any more. */
static bool take_reply(struct usbip_client *client,
                       struct usbip_client_transfer *transfer,
                       struct usbip_reply *reply)
{
    uint8_t bytes[USBIP_COMMAND_SIZE];
    if (!receive_all(client->socket, bytes, sizeof bytes))
        return false;
    usbip_wire_get_reply(bytes, reply);
    if (reply->kind == USBIP_UNLINKED)
        return reply->sequence == client->sequence + 1;
    if (reply->kind != USBIP_SUBMITTED || reply->sequence != client->sequence ||
        reply->actual > transfer->length)
        return false;
    transfer->actual = reply->actual;
    return !transfer->in ||
           receive_all(client->socket, transfer->data, reply->actual);
}

/* Takes the transfer back: it may have ended meanwhile. */
static bool give_up(struct usbip_client *client,
                    struct usbip_client_transfer *transfer, int *status)
{
    struct usbip_reply reply;
    *status = USBIP_ECONNRESET;
    if (!unlink_last(client) || !take_reply(client, transfer, &reply))
        return false;
    if (reply.kind == USBIP_SUBMITTED) {
        *status = reply.status;
        if (!take_reply(client, transfer, &reply))
            return false;
    }
    client->sequence++;
    return true;
}

static bool finish(struct usbip_client *client,
                   struct usbip_client_transfer *transfer, int *status)
{
    struct usbip_reply reply;
    if (!submit(client, transfer))
        return false;
    if (!wait_for_reply(client->socket, transfer->limit_ms))
        return give_up(client, transfer, status);
    if (!take_reply(client, transfer, &reply))
        return false;
    *status = reply.status;
    return reply.kind == USBIP_SUBMITTED;
}

int usbip_client_transfer(struct usbip_client *client,
                          struct usbip_client_transfer *transfer)
{
    int status;
    transfer->actual = 0;
    if (client->socket < 0)
        return USBIP_ESHUTDOWN;
    if (finish(client, transfer, &status) && status != USBIP_ESHUTDOWN)
        return status;
    usbip_client_close(client);
    return USBIP_ESHUTDOWN;
}
