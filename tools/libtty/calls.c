/* SPDX-License-Identifier: MIT
 *
 * The functions of the C library through which a program has a serial port. A
 * name rfc2217:[HOST:]PORT is a line; everything else is passed on.
 */
#define _GNU_SOURCE /* RTLD_NEXT, termios.h: TCGETS and what it needs */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "tools/libtty/control.h"
#include "tools/libtty/setting.h"

/* All else in this library is hidden, so that it cannot meet a name of the
 * program it is loaded into. */
#define EXPORTED __attribute__((visibility("default")))

/* The next library's function of the same name. ISO C has no conversion from an
 * object's address to a function's. */
#define NEXT(type, ...)                                                        \
    static type (*next)(__VA_ARGS__);                                          \
    if (!next)                                                                 \
    *(void **)&next = dlsym(RTLD_NEXT, __func__)

/* --- opening and closing --- */

/* Programs that put /dev/ before every name mean the same. Returns NULL for the
 * name of anything else. */
static const char *place_of(const char *path)
{
    static const char dev[] = "/dev/", prefix[] = "rfc2217:";
    if (path && strncmp(path, dev, sizeof dev - 1) == 0)
        path += sizeof dev - 1;
    if (!path || strncmp(path, prefix, sizeof prefix - 1) != 0)
        return NULL;
    path += sizeof prefix - 1;
    return path;
}

static int open_line(const char *path, int flags)
{
    int fd = line_open(place_of(path), flags);
    if (fd >= 0)
        setting_start(line_of(fd));
    return fd;
}

static mode_t mode_of(int flags, va_list list)
{
    bool made = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;
    return made ? va_arg(list, mode_t) : 0;
}

#define OPEN(name)                                                             \
    EXPORTED int name(const char *path, int flags, ...)                        \
    {                                                                          \
        NEXT(int, const char *, int, ...);                                     \
        va_list list;                                                          \
        if (place_of(path))                                                    \
            return open_line(path, flags);                                     \
        va_start(list, flags);                                                 \
        mode_t mode = mode_of(flags, list);                                    \
        va_end(list);                                                          \
        return next(path, flags, mode);                                        \
    }

#define OPENAT(name)                                                           \
    EXPORTED int name(int folder, const char *path, int flags, ...)            \
    {                                                                          \
        NEXT(int, int, const char *, int, ...);                                \
        va_list list;                                                          \
        if (place_of(path))                                                    \
            return open_line(path, flags);                                     \
        va_start(list, flags);                                                 \
        mode_t mode = mode_of(flags, list);                                    \
        va_end(list);                                                          \
        return next(folder, path, flags, mode);                                \
    }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

/* What these become in programs that are compiled with _FORTIFY_SOURCE. */
#define OPEN_2(name)                                                           \
    EXPORTED int name(const char *path, int flags);                            \
    EXPORTED int name(const char *path, int flags)                             \
    {                                                                          \
        NEXT(int, const char *, int);                                          \
        return place_of(path) ? open_line(path, flags) : next(path, flags);    \
    }

OPEN_2(__open_2)
OPEN_2(__open64_2)

EXPORTED int close(int fd)
{
    NEXT(int, int);
    struct line *line = line_of(fd);
    if (line)
        line_close(line);
    return next(fd);
}

__attribute__((destructor)) static void end(void)
{
    line_close_all();
}

/* --- using it --- */

EXPORTED ssize_t write(int fd, const void *bytes, size_t size)
{
    NEXT(ssize_t, int, const void *, size_t);
    struct line *line = line_of(fd);
    return line ? line_write(line, bytes, size) : next(fd, bytes, size);
}

EXPORTED int ioctl(int fd, unsigned long request, ...)
{
    NEXT(int, int, unsigned long, ...);
    va_list list;
    va_start(list, request);
    void *argument = va_arg(list, void *);
    va_end(list);
    struct line *line = line_of(fd);
    if (!line)
        return next(fd, request, argument);
    int error = control(line, request, argument);
    if (error == CONTROL_OTHER)
        return next(fd, request, argument);
    errno = error ? error : errno;
    return error ? -1 : 0;
}

/* --- as the C library makes them of ioctl --- */

/* A struct termios begins as the kernel's does. */
EXPORTED int tcgetattr(int fd, struct termios *termios)
{
    NEXT(int, int, struct termios *);
    if (!line_of(fd))
        return next(fd, termios);
    int status = ioctl(fd, TCGETS, termios);
    termios->c_ispeed = termios->c_ospeed = termios->c_cflag & CBAUD;
    return status;
}

EXPORTED int tcsetattr(int fd, int when, const struct termios *termios)
{
    NEXT(int, int, int, const struct termios *);
    return line_of(fd) ? ioctl(fd, TCSETS + (unsigned long)when, termios)
                       : next(fd, when, termios);
}

EXPORTED int tcsendbreak(int fd, int duration)
{
    NEXT(int, int, int);
    return line_of(fd) ? ioctl(fd, TCSBRK, 0) : next(fd, duration);
}

EXPORTED int tcdrain(int fd)
{
    NEXT(int, int);
    return line_of(fd) ? ioctl(fd, TCSBRK, 1) : next(fd);
}

EXPORTED int tcflush(int fd, int what)
{
    NEXT(int, int, int);
    return line_of(fd) ? ioctl(fd, TCFLSH, what) : next(fd, what);
}
