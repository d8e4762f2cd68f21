/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* ppoll */
#include "tools/host/port.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/refuse.h"

#define US_PER_S 1000000u

enum {
    FRAME_BITS = 11, /* 8E1 */
    WRITE_LIMIT_US =
        5000000, /* a line that takes nothing for so long is gone */
};

/* --- time --- */

uint64_t port_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * US_PER_S + (uint64_t)now.tv_nsec / 1000;
}

static struct timespec timespec_of(uint64_t us)
{
    return (struct timespec){.tv_sec = (time_t)(us / US_PER_S),
                             .tv_nsec = (long)(us % US_PER_S) * 1000};
}

void port_sleep_us(uint64_t us)
{
    struct timespec time = timespec_of(us);
    nanosleep(&time, NULL);
}

/* --- opening --- */

bool port_refuse(const char *path, int why, char *error)
{
    path = path_tail(path);
    switch (why) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
        return refuse(error, PORT_ERROR_SIZE,
                      "%s: no such port; PORT is a serial device as "
                      "/dev/ttyACM0, usb[:SERIAL], tcp:[HOST:]PORT or "
                      "rfc2217:[HOST:]PORT",
                      path);
    case EACCES:
    case EPERM:
        return refuse(error, PORT_ERROR_SIZE,
                      "%s: no permission; join the group that owns it (ls -l "
                      "shows it, dialout on Debian) and log in again",
                      path);
    case EBUSY:
    case EWOULDBLOCK:
        return refuse(error, PORT_ERROR_SIZE,
                      "%s: busy: another program has this port; end it first",
                      path);
    case ENOTTY:
        return refuse(error, PORT_ERROR_SIZE, "%s: is no serial port", path);
    default:
        return refuse(error, PORT_ERROR_SIZE, "%s: cannot be opened: %s", path,
                      strerror(why));
    }
}

/* A link to a pseudo-terminal is one, too. */
static bool is_pty(const char *name)
{
    char path[PATH_MAX];
    return realpath(name, path) && strncmp(path, "/dev/pts/", 9) == 0;
}

static const struct port_kind *kind_of(const char *name, const char **place)
{
    static const struct {
        const char *prefix;
        const struct port_kind *kind;
    } prefixes[] = {{"tcp:", &port_tcp}, {"rfc2217:", &port_rfc2217}};
    for (unsigned i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i].prefix);
        *place = name + length;
        if (strncmp(name, prefixes[i].prefix, length) == 0)
            return prefixes[i].kind;
    }
    *place = name;
    return is_pty(name) ? &port_pty : &port_serial;
}

bool port_open(struct port *port, const char *name, char *error)
{
    const char *place;
    *port = (struct port){.fd = -1, .lock = PORT_LOCK_NONE};
    if (strlen(name) >= sizeof port->name)
        return port_refuse(name, ENOENT, error);
    strcpy(port->name, name);
    const struct port_kind *kind = kind_of(name, &place);
    if (kind->open(port, place, error)) {
        port->kind = kind;
        return true;
    }
    kind->close(port);
    port_unlock(&port->lock);
    return false;
}

void port_close(struct port *port)
{
    if (!port->kind)
        return;
    port->kind->close(port);
    port_unlock(&port->lock);
    port->kind = NULL;
}

/* --- bytes --- */

bool port_write(struct port *port, const void *bytes, size_t size)
{
    uint64_t now = port_now_us();
    uint64_t begin = port->sent_us > now ? port->sent_us : now;
    uint32_t baud = port->baud ? port->baud : 115200;
    port->sent_us = begin + size * FRAME_BITS * US_PER_S / baud;
    return port->kind->write(port, bytes, size);
}

int port_read(struct port *port, void *bytes, size_t size, uint64_t limit_us)
{
    return port->kind->read(port, bytes, size, limit_us);
}

bool port_set_line(struct port *port, uint32_t baud, enum port_parity parity)
{
    port->baud = baud;
    return !port->kind->set_line || port->kind->set_line(port, baud, parity);
}

bool port_set_signals(struct port *port, bool dtr, bool rts)
{
    return port->kind->set_signals && port->kind->set_signals(port, dtr, rts);
}

void port_drain(struct port *port)
{
    uint64_t now = port_now_us();
    if (port->sent_us > now)
        port_sleep_us(port->sent_us - now);
}

void port_discard(struct port *port, uint64_t quiet_us)
{
    uint8_t bytes[256];
    while (port_read(port, bytes, sizeof bytes, quiet_us) > 0)
        ;
}

bool port_has_speed(const struct port *port)
{
    return port->kind->set_line;
}

/* --- descriptors --- */

/* Returns poll(2)'s events; 0 = none in time, or a signal. */
static short await(int fd, short events, uint64_t limit_us)
{
    struct pollfd ready = {.fd = fd, .events = events};
    struct timespec limit = timespec_of(limit_us);
    return ppoll(&ready, 1, &limit, NULL) > 0 ? ready.revents : 0;
}

int port_read_fd(struct port *port, uint8_t *bytes, size_t size,
                 uint64_t limit_us)
{
    if (!await(port->fd, POLLIN, limit_us))
        return 0;
    ssize_t count = read(port->fd, bytes, size);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    return count > 0 ? (int)count : -1;
}

bool port_write_fd(struct port *port, const uint8_t *bytes, size_t size)
{
    uint64_t limit_us = port_now_us() + WRITE_LIMIT_US;
    while (size) {
        ssize_t count = write(port->fd, bytes, size);
        if (count < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        if (count > 0) {
            bytes += count;
            size -= (size_t)count;
        } else if (port_now_us() > limit_us) {
            return false;
        } else {
            await(port->fd, POLLOUT, 100000);
        }
    }
    return true;
}

void port_close_fd(struct port *port)
{
    if (port->fd >= 0)
        close(port->fd);
    port->fd = -1;
}
