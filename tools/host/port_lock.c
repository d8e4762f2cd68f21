/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_CLOEXEC, O_NOFOLLOW */
#include "tools/host/port_lock.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

bool port_lock_device(struct port_lock *lock, int fd)
{
    *lock = (struct port_lock){.fd = fd};
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    *lock = PORT_LOCK_NONE;
    return false;
}

/* A folder of the user's alone, or one of all users. */
static void path_of(const char *name, char *path, size_t size)
{
    const char *folder = getenv("XDG_RUNTIME_DIR");
    if (!folder || access(folder, W_OK) != 0)
        folder = "/tmp";
    int used = snprintf(path, size, "%s/boot0-%s.lock", folder, name);
    size_t start = (size_t)used - (size_t)snprintf(NULL, 0, "%s.lock", name);
    if (used < 0 || (size_t)used >= size)
        return;
    for (char *at = path + start; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '.')
            *at = '-';
}

/* The file of another user is opened without O_CREAT, which Linux refuses in
 * /tmp (fs.protected_regular). */
static int open_file(const char *path)
{
    int flags = O_CLOEXEC | O_NOFOLLOW;
    int fd = open(path, O_RDWR | O_CREAT | flags, 0666);
    if (fd < 0 && errno == EACCES)
        fd = open(path, O_RDONLY | flags);
    return fd;
}

bool port_lock_name(struct port_lock *lock, const char *name)
{
    char path[PATH_MAX];
    path_of(name, path, sizeof path);
    int fd = open_file(path);
    if (fd < 0)
        return false;
    if (port_lock_device(lock, fd)) {
        lock->owns = true;
        return true;
    }
    int why = errno;
    close(fd);
    errno = why;
    return false;
}

void port_unlock(struct port_lock *lock)
{
    if (lock->owns)
        close(lock->fd);
    *lock = PORT_LOCK_NONE;
}
