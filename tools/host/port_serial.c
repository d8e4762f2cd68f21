/* SPDX-License-Identifier: MIT
 *
 * A serial device, by libserialport.
 */
#define _GNU_SOURCE /* O_CLOEXEC */
#include "tools/host/port.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WRITE_LIMIT_MS = 5000 };

/* libserialport looks the device up in /sys by its own name, not by that of a
 * link in /dev/serial/by-id. */
static bool open_library(struct port *port, const char *path)
{
    struct sp_port *serial;
    if (sp_get_port_by_name(path, &serial) != SP_OK) {
        errno = ENOTTY;
        return false;
    }
    port->library = serial;
    if (sp_open(serial, SP_MODE_READ_WRITE) == SP_OK)
        return true;
    errno = sp_last_error_code();
    sp_free_port(serial);
    port->library = NULL;
    return false;
}

/* The descriptor is the lock's; libserialport opens the device once more. */
static bool serial_open_device(struct port *port, const char *place,
                               char *error)
{
    char path[PATH_MAX];
    if (!realpath(place, path))
        return port_refuse(place, errno, error);
    port->fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (port->fd < 0)
        return port_refuse(place, errno == EISDIR ? ENOTTY : errno, error);
    if (!isatty(port->fd))
        return port_refuse(place, ENOTTY, error);
    if (!port_lock_device(&port->lock, port->fd) || !open_library(port, path))
        return port_refuse(place, errno, error);
    ioctl(port->fd, TIOCEXCL); /* for programs that do not ask for the lock */
    return true;
}

static void serial_close_device(struct port *port)
{
    if (port->library) {
        sp_close(port->library);
        sp_free_port(port->library);
    }
    port->library = NULL;
    port_close_fd(port);
}

static bool write_all(struct port *port, const uint8_t *bytes, size_t size)
{
    return sp_blocking_write(port->library, bytes, size, WRITE_LIMIT_MS) ==
           (int)size;
}

/* 0 stands for no limit in libserialport. */
static int read_some(struct port *port, uint8_t *bytes, size_t size,
                     uint64_t limit_us)
{
    unsigned limit_ms = (unsigned)((limit_us + 999) / 1000);
    int count =
        limit_ms ? sp_blocking_read_next(port->library, bytes, size, limit_ms)
                 : sp_nonblocking_read(port->library, bytes, size);
    if (count == SP_ERR_FAIL && sp_last_error_code() == EINTR)
        return 0;
    return count < 0 ? -1 : count;
}

static bool set_line(struct port *port, uint32_t baud, enum port_parity parity)
{
    struct sp_port *serial = port->library;
    return sp_set_flowcontrol(serial, SP_FLOWCONTROL_NONE) == SP_OK &&
           sp_set_bits(serial, 8) == SP_OK &&
           sp_set_stopbits(serial, 1) == SP_OK &&
           sp_set_parity(serial, parity == PORT_PARITY_EVEN
                                     ? SP_PARITY_EVEN
                                     : SP_PARITY_NONE) == SP_OK &&
           sp_set_baudrate(serial, (int)baud) == SP_OK;
}

static bool set_signals(struct port *port, bool dtr, bool rts)
{
    return sp_set_rts(port->library, rts ? SP_RTS_ON : SP_RTS_OFF) == SP_OK &&
           sp_set_dtr(port->library, dtr ? SP_DTR_ON : SP_DTR_OFF) == SP_OK;
}

const struct port_kind port_serial = {
    .open = serial_open_device,
    .close = serial_close_device,
    .read = read_some,
    .write = write_all,
    .set_line = set_line,
    .set_signals = set_signals,
};
