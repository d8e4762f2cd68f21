/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* readlink, symlink */
#include "tools/host/pty_link.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/die.h"

static const char ptys[] = "/dev/pts/";

enum { TARGET = 64 };

/* True: PATH is a link, and TEXT is where it leads to. */
static bool read_link(const char *path, char text[TARGET])
{
    ssize_t length = readlink(path, text, TARGET - 1);
    if (length < 0)
        return false;
    text[length] = 0;
    return true;
}

/* A boot0 that was killed has left it. Its pty may be the one that has just
 * been opened. */
static bool is_stale(const char *text, const char *target)
{
    return strncmp(text, ptys, strlen(ptys)) == 0 &&
           (strcmp(text, target) == 0 || access(text, F_OK) != 0);
}

static bool refuse_path(const char *path, char *error, size_t size)
{
    char text[TARGET];
    if (!read_link(path, text))
        return refuse(error, size,
                      "%s: is there, and is no link to a pty; give LINK "
                      "another name",
                      path_tail(path));
    return refuse(error, size,
                  "%s: is a link to %s, which is in use; end the program "
                  "there, or give LINK another name",
                  path_tail(path), path_tail(text));
}

bool pty_link_make(const char *path, const char *target, char *error,
                   size_t size)
{
    char text[TARGET];
    if (symlink(target, path) == 0)
        return true;
    if (errno == EEXIST) {
        if (!read_link(path, text) || !is_stale(text, target))
            return refuse_path(path, error, size);
        unlink(path);
        if (symlink(target, path) == 0)
            return true;
    }
    return refuse(error, size, "%s: cannot be linked to %s: %s",
                  path_tail(path), target, strerror(errno));
}

void pty_link_remove(const char *path, const char *target)
{
    char text[TARGET];
    if (read_link(path, text) && strcmp(text, target) == 0)
        unlink(path);
}
