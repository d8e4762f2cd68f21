/* SPDX-License-Identifier: MIT */
#include "bench/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/refuse.h"

static bool read_all(int descriptor, uint8_t **bytes, size_t *size)
{
    size_t capacity = 0;
    *bytes = NULL;
    *size = 0;
    for (;;) {
        if (capacity - *size < 2) {
            capacity = capacity ? capacity * 2 : 64 * 1024;
            uint8_t *more = realloc(*bytes, capacity);
            if (!more)
                return false;
            *bytes = more;
        }
        ssize_t got = read(descriptor, *bytes + *size, capacity - *size - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        *size += (size_t)got;
        (*bytes)[*size] = 0;
        if (got == 0 || *size > FILE_LIMIT)
            return true;
    }
}

static const char *advice(int why)
{
    return why == EISDIR ? "; name a file in it" : "";
}

static bool read_named(const char *name, int descriptor, uint8_t **bytes,
                       size_t *size, char *error, size_t error_size)
{
    bool ok = read_all(descriptor, bytes, size);
    int why = errno;
    if (!ok)
        refuse(error, error_size, "%s: cannot read: %s%s", name, strerror(why),
               advice(why));
    else if (*size == 0)
        ok = refuse(error, error_size, "%s: the file is empty", name);
    else if (*size > FILE_LIMIT)
        ok = refuse(error, error_size,
                    "%s: larger than %d MB: no image or report", name,
                    FILE_LIMIT >> 20);
    if (!ok) {
        free(*bytes);
        *bytes = NULL;
    }
    return ok;
}

bool file_read(const char *path, uint8_t **bytes, size_t *size, char *error,
               size_t error_size)
{
    const char *name = path_tail(path);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return refuse(error, error_size, "%s: cannot open: %s%s", name,
                      strerror(errno), advice(errno));
    bool ok = read_named(name, descriptor, bytes, size, error, error_size);
    close(descriptor);
    return ok;
}

bool file_read_input(const char *path, uint8_t **bytes, size_t *size,
                     char *error, size_t error_size)
{
    if (strcmp(path, "-") != 0)
        return file_read(path, bytes, size, error, error_size);
    return read_named("stdin", STDIN_FILENO, bytes, size, error, error_size);
}

static bool write_all(int descriptor, const uint8_t *bytes, size_t size)
{
    while (size) {
        ssize_t put = write(descriptor, bytes, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

/* Returns the permissions that open() would give a new file. */
static mode_t new_file_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Finds the file to write: PATH, or the target of the link PATH. */
static bool resolve(const char *path, char target[PATH_MAX])
{
    struct stat status;
    if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
        return realpath(path, target) != NULL;
    size_t length = strlen(path);
    if (length >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(target, path, length + 1);
    return true;
}

/* Returns 0, or the errno that forbids to replace the file at PATH. */
static int replaceable(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return errno == ENOENT ? 0 : errno;
    if (S_ISDIR(status.st_mode))
        return EISDIR;
    if (!S_ISREG(status.st_mode))
        return EINVAL;
    return access(path, W_OK) == 0 ? 0 : errno;
}

static bool fill(const char *temporary, int descriptor, const char *target,
                 const void *bytes, size_t size)
{
    bool ok = write_all(descriptor, bytes, size) &&
              fchmod(descriptor, new_file_mode()) == 0 &&
              fsync(descriptor) == 0;
    int why = errno;
    if (close(descriptor) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (ok && rename(temporary, target) != 0) {
        ok = false;
        why = errno;
    }
    if (!ok)
        unlink(temporary);
    errno = why;
    return ok;
}

bool file_write(const char *path, const void *bytes, size_t size, char *error,
                size_t error_size)
{
    const char *name = path_tail(path);
    char target[PATH_MAX], temporary[PATH_MAX + 16];
    if (!resolve(path, target))
        return refuse(error, error_size, "%s: cannot write: %s", name,
                      strerror(errno));
    int why = replaceable(target);
    if (why == EINVAL)
        return refuse(error, error_size,
                      "%s: cannot write: not a regular file; name a new file",
                      name);
    if (why)
        return refuse(error, error_size, "%s: cannot write: %s", name,
                      strerror(why));

    snprintf(temporary, sizeof temporary, "%s.XXXXXX", target);
    int descriptor = mkstemp(temporary);
    if (descriptor < 0)
        return refuse(error, error_size, "%s: cannot write: %s", name,
                      strerror(errno));
    if (!fill(temporary, descriptor, target, bytes, size))
        return refuse(error, error_size, "%s: cannot write: %s", name,
                      strerror(errno));
    return true;
}
