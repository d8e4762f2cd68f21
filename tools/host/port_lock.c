/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_CLOEXEC, O_NOFOLLOW */
#include "tools/host/port_lock.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
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

/* False: the file is no longer the one at PATH, since its last owner has
 * removed it. */
static bool is_at(int fd, const char *path)
{
    struct stat own, there;
    return fstat(fd, &own) == 0 && stat(path, &there) == 0 &&
           own.st_dev == there.st_dev && own.st_ino == there.st_ino;
}

/* Returns 0, an errno, or EAGAIN when the file was removed meanwhile. */
static int lock_file(struct port_lock *lock, const char *path)
{
    int fd = open_file(path), why = errno;
    if (fd < 0)
        return why;
    if (port_lock_device(lock, fd) && is_at(fd, path))
        return 0;
    why = lock->fd >= 0 ? EAGAIN : errno == EWOULDBLOCK ? EBUSY : errno;
    close(fd);
    *lock = PORT_LOCK_NONE;
    return why;
}

bool port_lock_name(struct port_lock *lock, const char *name)
{
    char path[PORT_LOCK_PATH] = "";
    int why;
    path_of(name, path, sizeof path);
    do
        why = lock_file(lock, path);
    while (why == EAGAIN);
    errno = why;
    if (why)
        return false;
    lock->owns = true;
    strcpy(lock->path, path);
    return true;
}

/* The file is removed while it is locked: whoever has opened it already finds
 * that it is not at its path. */
void port_unlock(struct port_lock *lock)
{
    if (lock->owns) {
        unlink(lock->path);
        close(lock->fd);
    }
    *lock = PORT_LOCK_NONE;
}
