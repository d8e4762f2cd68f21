/* SPDX-License-Identifier: MIT
 *
 * What bench/ and tools/ use of POSIX and MinGW-w64 has not, or not with names
 * in UTF-8: read in front of every file of a build for Windows. Files are
 * binary, with "\n" as on other hosts.
 */
#ifndef TOOLS_HOST_WINDOWS_POSIX_H
#define TOOLS_HOST_WINDOWS_POSIX_H
#ifndef __ASSEMBLER__

#include <direct.h>
#include <fcntl.h>
#include <io.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define O_CLOEXEC  _O_NOINHERIT
#define O_NOCTTY   0
#define S_ISLNK(m) 0
#define SIGPIPE    13 /* is never sent */

#ifndef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC 1
#endif

typedef int uid_t, gid_t; /* of <libelf.h> */

int posix_open(const char *path, int flags, ...);
FILE *posix_fopen(const char *path, const char *mode);
FILE *posix_tmpfile(void);
int posix_stat(const char *path, struct stat *status);
int posix_access(const char *path, int mode);
int posix_unlink(const char *path);
int posix_mkstemp(char *pattern);
/* Replaces what is at TO in one step. */
int posix_rename(const char *from, const char *to);
int posix_truncate(const char *path, long size);
char *posix_getcwd(char *path, int size);
char *posix_realpath(const char *path, char *target);
int posix_clock(int clock, struct timespec *now);
int posix_fsync(int descriptor);
bool posix_isatty(int descriptor);
char *posix_strsep(char **rest, const char *separators);
char *posix_strndup(const char *text, size_t size);

#define open                posix_open
#define fopen               posix_fopen
#define tmpfile             posix_tmpfile
#define stat(path, status)  posix_stat(path, status)
#define lstat(path, status) posix_stat(path, status)
#define access              posix_access
#define unlink              posix_unlink
#define mkstemp             posix_mkstemp
#define rename              posix_rename
#define truncate            posix_truncate
#define getcwd              posix_getcwd
#define realpath            posix_realpath
#define clock_gettime       posix_clock
#define fsync               posix_fsync
#define isatty              posix_isatty
#define fchmod(file, mode)  ((void)(mode), 0)
#define strsep              posix_strsep
#define strndup             posix_strndup

#endif
#endif
