/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* posix_openpt, ptsname_r */
#include "tools/host/pty.h"

#include "tools/die.h"

#include <asm/termbits.h> /* struct termios2; excludes <termios.h> */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Raw mode, 8 bits: every byte passes unchanged, and none is echoed. Flags as
 * in cfmakeraw(3). */
static bool make_raw(int fd, uint32_t baud)
{
    struct termios2 line;
    if (ioctl(fd, TCGETS2, &line) != 0)
        return false;
    line.c_iflag = 0;
    line.c_oflag &= ~(tcflag_t)OPOST;
    line.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    line.c_cflag &= ~(tcflag_t)(CSIZE | CBAUD | CIBAUD);
    line.c_cflag |= CS8 | CREAD | CLOCAL | BOTHER;
    line.c_ospeed = line.c_ispeed = baud;
    return ioctl(fd, TCSETS2, &line) == 0;
}

static bool open_pair(struct pty *pty)
{
    pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (pty->master < 0 || grantpt(pty->master) != 0 ||
        unlockpt(pty->master) != 0 ||
        ptsname_r(pty->master, pty->path, sizeof pty->path) != 0)
        return false;
    pty->slave = open(pty->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return pty->slave >= 0;
}

bool pty_open(struct pty *pty, uint32_t baud, char *error, size_t size)
{
    *pty = (struct pty){.master = -1, .slave = -1};
    if (open_pair(pty) && make_raw(pty->slave, baud) &&
        fcntl(pty->master, F_SETFL, O_NONBLOCK) == 0)
        return true;
    int why = errno;
    pty_close(pty);
    return refuse(error, size, "cannot open a pseudo-terminal: %s",
                  strerror(why));
}

void pty_leave(struct pty *pty)
{
    if (pty->slave >= 0)
        close(pty->slave);
    pty->slave = -1;
}

void pty_close(struct pty *pty)
{
    pty_leave(pty);
    if (pty->master >= 0)
        close(pty->master);
    pty->master = -1;
}

void pty_drop(const struct pty *pty)
{
    ioctl(pty->master, TCFLSH, TCOFLUSH);
}

uint32_t pty_speed(const struct pty *pty)
{
    struct termios2 line;
    if (ioctl(pty->master, TCGETS2, &line) != 0)
        return 0;
    return line.c_ospeed;
}
