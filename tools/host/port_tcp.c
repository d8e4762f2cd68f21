/* SPDX-License-Identifier: MIT
 *
 * A serial line behind a TCP connection, bytes only: ser2net's raw mode, a
 * bridge on an ESP. Speed and parity are set where the line is.
 */
#include "tools/host/port.h"

#include <errno.h>
#include <string.h>

#include "bench/refuse.h"
#include "tools/host/connect.h"

bool port_connect(struct port *port, const char *place, char *error)
{
    const char *why;
    if (!connect_names(place))
        return refuse(
            error, PORT_ERROR_SIZE,
            "%s: no such port; behind the first colon comes HOST:PORT, "
            "or PORT of this machine",
            path_tail(port->name));
    if (!port_lock_name(&port->lock, port->name))
        return port_refuse(port->name, errno, error);
    port->fd = connect_to(place, &why);
    if (port->fd >= 0)
        return true;
    if (why)
        return refuse(error, PORT_ERROR_SIZE, "%s: no such port: %s",
                      path_tail(port->name), why);
    return refuse(error, PORT_ERROR_SIZE,
                  "%s: no such port: %s; is its server running?",
                  path_tail(port->name), strerror(errno));
}

const struct port_kind port_tcp = {
    .open = port_connect,
    .close = port_close_fd,
    .read = port_read_fd,
    .write = port_write_fd,
};
