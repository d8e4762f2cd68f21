/* SPDX-License-Identifier: MIT
 *
 * How elfutils is configured for a host without glibc (../CMakeLists.txt).
 */
#define _GNU_SOURCE     1
#define HAVE_ERROR_H    1
#define HAVE_VISIBILITY 0
#define PACKAGE_NAME    "elfutils"

#ifdef _WIN32
#include <unistd.h>

typedef int uid_t, gid_t; /* of members of archives */

/* without_glibc.c */
char *stpcpy(char *to, const char *from);
char *realpath(const char *path, char *target);

/* Only elf_begin() and its like ask, which nothing here calls. */
#define _SC_PAGESIZE           0
#define sysconf(name)          4096
#define F_GETFD                0
#define fcntl(descriptor, ...) 0
#define pread(...)             (-1)
#define pwrite(...)            (-1)
#endif

#include <eu-config.h>
