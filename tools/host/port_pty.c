/* SPDX-License-Identifier: MIT
 *
 * A pseudo-terminal, as `boot0 run --usart2 pty` opens one: it has no modem
 * lines, and Linux drops parity on it; the other end reads the speed.
 */
#define _GNU_SOURCE /* O_CLOEXEC */
#include "tools/host/port.h"

#include <asm/termbits.h> /* struct termios2; excludes <termios.h> */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

/* Raw, as cfmakeraw(3). */
static bool set_line(struct port *port, uint32_t baud, enum port_parity parity)
{
    struct termios2 line;
    (void)parity;
    if (ioctl(port->fd, TCGETS2, &line) != 0)
        return false;
    line.c_iflag = 0;
    line.c_oflag &= ~(tcflag_t)OPOST;
    line.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    line.c_cflag &= ~(tcflag_t)(CSIZE | CBAUD | CIBAUD);
    line.c_cflag |= CS8 | CREAD | CLOCAL | BOTHER;
    line.c_ospeed = line.c_ispeed = baud;
    return ioctl(port->fd, TCSETS2, &line) == 0;
}

static bool pty_open_slave(struct port *port, const char *place, char *error)
{
    port->fd = open(place, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (port->fd < 0 || !port_lock_device(&port->lock, port->fd))
        return port_refuse(place, errno, error);
    return true;
}

const struct port_kind port_pty = {
    .open = pty_open_slave,
    .close = port_close_fd,
    .read = port_read_fd,
    .write = port_write_fd,
    .set_line = set_line,
};
