/* SPDX-License-Identifier: MIT */
#include "tools/host/jack.h"

#include "tools/host/pace.h"

void jack_none(struct jack *jack)
{
    *jack = (struct jack){.in = -1, .out = -1, .socket = -1};
    listener_none(&jack->listener);
}

void jack_close(struct jack *jack)
{
    if (jack->kind && jack->kind->close)
        jack->kind->close(jack);
    jack_none(jack);
}

void jack_look(struct jack *jack)
{
    if (jack->kind && jack->kind->look)
        jack->kind->look(jack);
}

size_t jack_read(struct jack *jack, uint8_t *bytes, size_t size)
{
    return jack->kind && jack->kind->read ? jack->kind->read(jack, bytes, size)
                                          : 0;
}

size_t jack_write(struct jack *jack, const uint8_t *bytes, size_t size)
{
    return jack->client ? jack->kind->write(jack, bytes, size) : 0;
}

void jack_report(struct jack *jack, unsigned line)
{
    if (jack->client && jack->kind->report)
        jack->kind->report(jack, line);
}

unsigned jack_poll(const struct jack *jack, struct pollfd *wanted)
{
    return jack->kind && jack->kind->poll ? jack->kind->poll(jack, wanted) : 0;
}

/* A client that opens a line over RFC 2217 sets it up in steps. */
static bool sets_up(const struct jack *jack)
{
    uint64_t settled_ps = jack->set_host_ps + JACK_SETTLED_MS * PS_PER_MS;
    return jack->server && !jack->settled && pace_host_ps() < settled_ps;
}

bool jack_awaits(const struct jack *jack)
{
    return jack->kind && jack->kind->comes && (!jack->client || sets_up(jack));
}

bool jack_paces(const struct jack *jack)
{
    return jack->kind && jack->kind->paces;
}
