/* SPDX-License-Identifier: MIT
 *
 * A socket on 127.0.0.1 as a jack, whose client sets the line by RFC 2217
 * (rfc2217_server.h).
 */
#include "tools/host/jack.h"

#include <stdlib.h>
#include <string.h>

#include "bench/refuse.h"
#include "tools/host/pace.h"
#include "tools/host/rfc2217_server.h"

/* Sends what is waiting for the socket. */
static void flush(struct jack *jack)
{
    struct rfc2217_server *server = jack->server;
    size_t count = jack_send(jack, server->out, server->out_size);
    server->out_size -= count;
    memmove(server->out, server->out + count, server->out_size);
}

static void look(struct jack *jack)
{
    struct rfc2217_server *server = jack->server;
    if (jack_accept(jack)) {
        rfc2217_server_start(server, &jack->set);
        jack->set_host_ps = pace_host_ps();
        jack->settled = false;
    }
    if (!jack->client)
        return;
    flush(jack);
    if (jack->client && server->in_at == server->in_size)
        server->in_size = jack_receive(jack, server->in, sizeof server->in);
    jack->ready = server->in_size;
}

static size_t take(struct jack *jack, uint8_t *bytes, size_t size)
{
    struct rfc2217_server *server = jack->server;
    bool commands = server->in_size;
    bool low = jack->set.signals.dtr;
    size_t count = rfc2217_server_read(server, &jack->set, bytes, size);
    if (commands)
        jack->set_host_ps = pace_host_ps();
    jack->settled |= count || (low && !jack->set.signals.dtr);
    jack->ready = server->in_size;
    flush(jack);
    return count;
}

static size_t give(struct jack *jack, const uint8_t *bytes, size_t size)
{
    size_t taken = rfc2217_server_write(jack->server, bytes, size);
    flush(jack);
    return taken;
}

static void report(struct jack *jack, unsigned line)
{
    rfc2217_server_report(jack->server, line);
    flush(jack);
}

static void end(struct jack *jack)
{
    jack_close_sockets(jack);
    free(jack->server);
}

bool jack_rfc2217(struct jack *jack, unsigned port, char *error)
{
    static const struct jack_kind kind = {
        .look = look,
        .read = take,
        .write = give,
        .report = report,
        .poll = jack_poll_socket,
        .close = end,
        .comes = true,
        .paces = true,
    };
    if (!jack_listen(jack, port, error))
        return false;
    jack->server = calloc(1, sizeof *jack->server);
    if (!jack->server) {
        jack_close_sockets(jack);
        return refuse(error, JACK_ERROR, "out of memory");
    }
    rfc2217_server_start(jack->server, &jack->set);
    jack->kind = &kind;
    return true;
}
