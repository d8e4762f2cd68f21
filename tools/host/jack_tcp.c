/* SPDX-License-Identifier: MIT
 *
 * A socket on 127.0.0.1 as a jack, for one client at a time: bytes only, as
 * with ser2net's raw mode. The speed is the firmware's.
 */
#define _GNU_SOURCE /* MSG_NOSIGNAL */
#include "tools/host/jack.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/refuse.h"

/* --- for both kinds --- */

bool jack_listen(struct jack *jack, unsigned port, char *error)
{
    jack_none(jack);
    return listener_open(&jack->listener, port) ||
           refuse(error, JACK_ERROR, "cannot listen on 127.0.0.1:%u: %s", port,
                  strerror(errno));
}

bool jack_accept(struct jack *jack)
{
    int why, on = 1;
    int fd = listener_accept(&jack->listener, &why);
    if (fd >= 0 && jack->client) { /* as a serial port that is in use */
        close(fd);
        return false;
    }
    if (fd < 0)
        return false;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    jack->socket = fd;
    jack->client = true;
    return true;
}

void jack_hang_up(struct jack *jack)
{
    if (jack->socket >= 0)
        close(jack->socket);
    jack->socket = -1;
    jack->client = jack->ready = false;
    jack->set.signals = (struct line_signals){.dtr_set = false};
    jack->set.line.breaking = false;
}

static bool has_ended(ssize_t count)
{
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

size_t jack_receive(struct jack *jack, uint8_t *bytes, size_t size)
{
    ssize_t count = recv(jack->socket, bytes, size, 0);
    jack->ready = count > 0;
    if (has_ended(count))
        jack_hang_up(jack);
    return count > 0 ? (size_t)count : 0;
}

size_t jack_send(struct jack *jack, const uint8_t *bytes, size_t size)
{
    if (!size || !jack->client)
        return 0;
    ssize_t count = send(jack->socket, bytes, size, MSG_NOSIGNAL);
    if (has_ended(count))
        jack_hang_up(jack);
    return count > 0 ? (size_t)count : 0;
}

unsigned jack_poll_socket(const struct jack *jack, struct pollfd *wanted)
{
    wanted[0] = (struct pollfd){.fd = jack->listener.ready, .events = POLLIN};
    wanted[1] = (struct pollfd){.fd = jack->socket, .events = POLLIN};
    return 2;
}

void jack_close_sockets(struct jack *jack)
{
    jack_hang_up(jack);
    listener_close(&jack->listener);
}

/* --- bytes only --- */

static void look(struct jack *jack)
{
    jack_accept(jack);
    struct pollfd socket = {.fd = jack->socket, .events = POLLIN};
    jack->ready = poll(&socket, 1, 0) > 0;
}

static size_t take(struct jack *jack, uint8_t *bytes, size_t size)
{
    return jack->ready && size ? jack_receive(jack, bytes, size) : 0;
}

bool jack_tcp(struct jack *jack, unsigned port, char *error)
{
    static const struct jack_kind kind = {
        .look = look,
        .read = take,
        .write = jack_send,
        .poll = jack_poll_socket,
        .close = jack_close_sockets,
        .comes = true,
        .paces = true,
    };
    if (!jack_listen(jack, port, error))
        return false;
    jack->kind = &kind;
    return true;
}
