/* SPDX-License-Identifier: MIT
 *
 * A pseudo-terminal as a jack. Its client's speed is the line's; parity and
 * modem lines do not pass a pty (pty.h).
 */
#include "tools/host/jack.h"

#include <unistd.h>

#include "bench/machine.h"

/* What a client wrote before it left is still there to read. */
static void look(struct jack *jack)
{
    struct pollfd master = {.fd = jack->pty->master, .events = POLLIN};
    poll(&master, 1, 0);
    bool client = !(master.revents & POLLHUP);
    if (jack->client && !client)
        pty_drop(jack->pty); /* the next client gets nothing of it */
    jack->client = client;
    jack->ready = master.revents & POLLIN;
    /* The speed is read after poll(): a client sets it before it writes. */
    line_setting_baud(&jack->set, pty_speed(jack->pty));
}

static size_t take(struct jack *jack, uint8_t *bytes, size_t size)
{
    ssize_t count = jack->ready ? read(jack->pty->master, bytes, size) : 0;
    return count > 0 ? (size_t)count : 0;
}

static size_t give(struct jack *jack, const uint8_t *bytes, size_t size)
{
    ssize_t count = write(jack->pty->master, bytes, size);
    return count > 0 ? (size_t)count : 0;
}

/* A master that is hung up is always ready: a client is found without it. */
static unsigned add_poll(const struct jack *jack, struct pollfd *wanted)
{
    *wanted = (struct pollfd){.fd = jack->pty->master, .events = POLLIN};
    return jack->client;
}

void jack_pty(struct jack *jack, struct pty *pty)
{
    static const struct jack_kind kind = {
        .look = look,
        .read = take,
        .write = give,
        .poll = add_poll,
        .comes = true,
        .paces = true,
    };
    jack_none(jack);
    jack->kind = &kind;
    jack->pty = pty;
    jack->set.line.baud = MACHINE_BAUD;
    pty_leave(pty);
    look(jack);
}
