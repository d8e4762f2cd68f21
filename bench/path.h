/* SPDX-License-Identifier: MIT
 *
 * Paths as every host writes them: an image may come from Windows and be looked
 * at on Linux.
 */
#ifndef BENCH_PATH_H
#define BENCH_PATH_H

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static inline bool path_is_separator(char c)
{
    return c == '/' || c == '\\';
}

/* Returns the last part of PATH. */
static inline const char *path_last_part(const char *path)
{
    const char *last = path;
    for (; *path; path++)
        if (path_is_separator(*path))
            last = path + 1;
    return last;
}

/* Returns PATH from its last drive on: libdw puts the folder of the compiler in
 * front of a path like C:/app/main.c, which it does not take for absolute. */
static inline const char *path_from_drive(const char *path)
{
    const char *from = path;
    for (; *path; path++)
        if (path_is_separator(path[0]) && isalpha((unsigned char)path[1]) &&
            path[2] == ':' && path_is_separator(path[3]))
            from = path + 1;
    return from;
}

#endif
